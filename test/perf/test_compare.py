#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The logic of test/perf/compare, with engines that only pretend: statistics,
what happens to unequal alert sets, and to a peer that is not there.  TAP."""

import os
import subprocess
import sys
import tempfile
from collections import Counter

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import oracle  # noqa: E402
import score  # noqa: E402

# A vedette that writes a lane of three events and finds ${LINES} in them.
VEDETTE = """#!/usr/bin/env python3
import os, sys
if sys.argv[1] == "version":
    print("vedette 0")
elif sys.argv[1] == "bench":
    to = sys.argv[sys.argv.index("--write") + 1]
    os.makedirs(to + "/rules")
    with open(to + "/events.jsonl", "w") as f:
        for i in (1, 2, 3):
            f.write('{"n":"#%%d"}\\n' %% i)
elif os.path.getsize(sys.argv[-1]) > 0:
    for line in %r:
        print('{"line":%%d,"rule":{"id":"r"}}' %% line)
    sys.exit(3)
"""
RSIGMA = """#!/usr/bin/env python3
import os, sys
if sys.argv[1] == "--version":
    print("rsigma %s")
elif os.path.getsize(sys.argv[sys.argv.index("--event") + 1][1:]) > 0:
    for line in %r:
        print('{"rule_id":"r","event":{"n":"#%%d"}}' %% line)
"""


def script(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    os.chmod(path, 0o755)


def compare(ours, theirs, version="0.21.0"):
    """Run compare with pretenders: exit status and what it printed."""
    with tempfile.TemporaryDirectory() as d:
        script(d + "/vedette", VEDETTE % (ours,))
        if theirs is not None:
            script(d + "/bin/rsigma", RSIGMA % (version, theirs))
        done = subprocess.run(
            [sys.executable, HERE + "/compare", "--program", d + "/vedette",
             "--peers", d, "--work", d, "--rounds", "2", "P6"],
            capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


def raises(what):
    try:
        what()
    except ValueError:
        return True
    return False


def statistics():
    yield "median, odd", score.median([3, 1, 2]) == 2
    yield "median, even", score.median([4, 1, 3, 2]) == 2.5
    ten = list(range(10, 0, -1))
    yield "p10 as slices.h", score.at(ten, 0.1) == 1
    yield "p90 as slices.h", score.at(ten, 0.9) == 9
    # Medians of the two would say 4; pairs say what happened each round.
    r = score.Ratios([1, 2, 10], [4, 6, 20])
    yield "median of paired ratios", r.median == 3
    yield "their spread", (r.low, r.high) == (2, 4)
    yield "unpaired is refused", raises(lambda: score.Ratios([1], [1, 2]))
    yield "nothing is refused", raises(lambda: score.Ratios([], []))
    yield "loading is taken off", score.net(5, [1, 2, 9]) == 3
    yield "but never all", score.net(1, [2]) > 0


def sets():
    a = Counter({(1, "x"): 1, (2, "y"): 1})
    b = Counter({(1, "x"): 1, (3, "y"): 1})
    one = score.Ratios([1], [2])
    yield "equal sets differ in nothing", not score.differences(a, Counter(a))
    yield "equal sets score", score.score(a, Counter(a), one) == 2
    yield "unequal sets score 0", score.score(a, b, one) == 0
    text = "\n".join(score.differences(a, b))
    yield "both sides are shown", "event 2" in text and "event 3" in text
    twice = Counter({(1, "x"): 2, (2, "y"): 1})
    yield "twice is not once", score.score(a, twice, one) == 0


def verdicts():
    yield "reached", score.verdict(8, 8) == score.HOLDS
    yield "not reached", score.verdict(7.9, 8) == score.MISSED
    yield "at most", score.verdict(8, 8, True) == score.HOLDS
    yield "too much", score.verdict(8.1, 8, True) == score.MISSED
    yield "0 is unequal", score.verdict(0, 8) == score.UNEQUAL
    yield "nothing is skipped", score.verdict(None, 8) == score.SKIPPED


def runs():
    code, text = compare([1, 3], [1, 3])
    yield "equal sets are said so", "2 alerts of both are equal" in text
    yield "and measured", "ns of processor an event" in text and code in (0, 1)
    code, text = compare([1, 3], [1, 2])
    yield "unequal sets are not measured", code == 1 and \
        "alert sets differ" in text and "ns of processor" not in text
    yield "the difference is shown", "event 3, rule r" in text and \
        "event 2, rule r" in text
    code, text = compare([1], None)
    yield "no peer is a skip by name", code == 77 and \
        "against rsigma: skipped: not installed" in text
    code, text = compare([1], [1], "0.20.0")
    yield "another version is one, too", code == 77 and \
        "is 0.20.0, not 0.21.0" in text


def event(second, kind, user="u", n=1):
    return {"time": f"2026-03-02T06:{second // 60:02}:{second % 60:02}Z",
            "type": kind, "user": user, "ip": "i", "bytes": n}


def brute_force():
    five = [event(s, "login.failed") for s in (0, 100, 200, 290, 298)]
    got = {(r[-1], oracle.seconds(five[-1]["time"]) - t)
           for r, _, t in oracle.mix(five)}
    yield "five in 299 s", got == {("0", 0)}
    five[-1] = event(299, "login.failed")
    yield "the edge is outside", not oracle.mix(five)
    five.append(event(150, "login.failed"))
    yield "a late one makes two points true", len(oracle.mix(five)) == 2
    order = [event(0, "login.failed"), event(1, "login.ok"),
             event(2, "account.change")]
    yield "in order", len(oracle.mix(order)) == 1
    order[0], order[1] = event(1, "login.failed"), event(0, "login.ok")
    yield "out of order", not oracle.mix(order)


def main():
    n = bad = 0
    for family in (statistics, sets, verdicts, runs, brute_force):
        for what, good in family():
            n += 1
            bad += not good
            print(f"{'ok' if good else 'not ok'} {n} - {what}", flush=True)
    print(f"1..{n}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
