#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""vedette query beside grep and jq on the same lines: ratios of CPU time.

usage: test/perf/query.py VEDETTE EVENTS [ROUNDS]

EVENTS is a file of event lines, as vedette sim writes them.  Each question is
asked of all three in turn, ROUNDS times (9), and the least CPU time of each
counts.  All must find as many lines, or it fails.  grep looks at bytes and is
what no reader of JSON can be; jq reads JSON as we do.
"""
import os
import subprocess
import sys

# What, as a query, for grep -E (None: bytes cannot tell), for jq.
QUESTIONS = [
    ("a number", "status:404", '"status":404[,}]', ".status == 404"),
    ("a range", "status:400..499", '"status":4[0-9][0-9][,}]',
     ".status >= 400 and .status <= 499"),
    ("a prefix", "type:command.*", '"type":"command[.]',
     '(.type // "") | startswith("command.")'),
    ("two fields", "type:api.request -status:200", None,
     '.type == "api.request" and .status != 200'),
    ("a word", "unlock", None,
     'any(.. | strings; ascii_downcase | contains("unlock"))'),
    ("no such word", "qqqzzz", "[qQ]{3}[zZ]{3}",
     'any(.. | strings; ascii_downcase | contains("qqqzzz"))'),
]


def run(argv):
    """The count that is printed and the CPU seconds it took."""
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as child:
        out = child.stdout.read()
        _, _, usage = os.wait4(child.pid, 0)
        child.returncode = 0
    return out, usage.ru_utime + usage.ru_stime


def count(name, out):
    return out.count(b"\n") if name == "jq" else int(out)


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    vedette, events = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) == 4 else 9
    size = os.path.getsize(events)
    bad = False
    print(f"{'':14}{'MB/s':>8}{'grep':>8}{'jq':>8}  times our CPU time")
    for what, query, pattern, program in QUESTIONS:
        asked = {"vedette": [vedette, "query", "--count", query, events],
                 "jq": ["jq", "-c", f"select({program}) | 1", events]}
        if pattern is not None:
            asked["grep"] = ["grep", "-Ec", pattern, events]
        best, found = {}, {}
        for _ in range(rounds):
            for name, argv in asked.items():
                out, seconds = run(argv)
                best[name] = min(seconds, best.get(name, seconds))
                found[name] = count(name, out)
        own = best["vedette"]
        grep = f"{best['grep'] / own:8.2f}" if "grep" in best else f"{'-':>8}"
        print(f"{what:14}{size / own / 1e6:8.0f}{grep}"
              f"{best['jq'] / own:8.1f}  {found['vedette']} lines")
        if len(set(found.values())) > 1:
            print(f"  differ: {found}")
            bad = True
    return bad


if __name__ == "__main__":
    sys.exit(main())
