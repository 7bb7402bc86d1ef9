# SPDX-License-Identifier: Apache-2.0
"""The contestants of test/perf/compare: how each is found, run and read."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter, namedtuple

# Seconds of processor and clock, peak KiB of one run.
Sample = namedtuple("Sample", "cpu wall rss_kib")


class Failed(Exception):
    """A contestant did not run to its end."""


def spawn(argv, core, out, stdin=None, env=None, feed=None):
    """Run to the end, pinned; its standard output goes to ${out}.

    With ${feed}, that file comes through a pipe, for programs that cannot
    poll a file; whoever fills the pipe is not measured.
    """
    full = dict(os.environ, **(env or {}))
    cat = None
    with open(out, "wb") as to, open(out + ".err", "wb") as err:
        if feed is not None:
            cat = subprocess.Popen(["cat", feed], stdout=subprocess.PIPE)
            stdin = cat.stdout
        begin = time.monotonic()
        child = subprocess.Popen(
            argv, stdin=stdin or subprocess.DEVNULL, stdout=to, stderr=err,
            env=full, preexec_fn=lambda: os.sched_setaffinity(0, {core}))
        if cat is not None:
            cat.stdout.close()
        _, status, use = os.wait4(child.pid, 0)
        wall = time.monotonic() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        if cat is not None:
            cat.wait()
    return (child.returncode,
            Sample(use.ru_utime + use.ru_stime, wall, use.ru_maxrss))


def checked(argv, core, out, good=(0,), **how):
    """spawn(), but anything else than ${good} is a failure."""
    code, sample = spawn(argv, core, out, **how)
    if code not in good:
        with open(out + ".err", errors="replace") as f:
            why = f.read().strip().splitlines()
        raise Failed(f"{os.path.basename(argv[0])} ended with {code}: "
                     f"{why[-1] if why else 'it did not say why'}")
    return sample


def lines(path):
    """Each line of a file of JSON lines as an object."""
    with open(path, encoding="utf-8") as f:
        for text in f:
            if text.strip():
                yield json.loads(text)


class Vedette:
    """Ourselves: vedette scan --plain."""

    name = "vedette"

    def __init__(self, program):
        self.program = program

    def version(self):
        return subprocess.run([self.program, "version"], check=True,
                              capture_output=True, text=True).stdout.split()[-1]

    def argv(self, job, events):
        fire = "reset" if job.reset else "every"
        return ([self.program, "scan", "--plain", "--quiet", "--time-field",
                 "time", "--fire", fire, "--rules", job.rules] +
                ([] if job.routed else ["--no-routing"]) + [events])

    def run(self, job, events, out):
        # 3: there are findings.  78 would be a rule that is refused.
        return checked(self.argv(job, events), job.core, out, good=(0, 3))

    def alerts(self, job, out):
        self.run(job, job.events, out)
        return Counter((a["line"], a["rule"]["id"]) for a in lines(out))


class Rsigma:
    """rsigma engine eval, one thread, every point of a correlation."""

    name = "rsigma"
    wanted = "0.21.0"

    def __init__(self, folder):
        self.program = os.path.join(folder, "bin", "rsigma")

    def missing(self):
        if not os.access(self.program, os.X_OK):
            return "not installed (scripts/install-peers rsigma)"
        if self.version() != self.wanted:
            return f"is {self.version()}, not {self.wanted}"
        return None

    def version(self):
        return subprocess.run([self.program, "--version"], check=True,
                              capture_output=True, text=True).stdout.split()[-1]

    def argv(self, job, events):
        # Times are always there, so what eval does without one (its daemon
        # has --timestamp-fallback) does not matter.
        return ([self.program, "engine", "eval", "--rules", job.rules,
                 "--event", "@" + events, "--timestamp-field", "time",
                 "--input-format", "json", "--no-detections",
                 "--action", "reset" if job.reset else "alert",
                 "--max-state-entries", "100000000"] +
                (["--logsource-routing"] if job.routed else []))

    def run(self, job, events, out, more=()):
        return checked(self.argv(job, events) + list(more), job.core, out,
                       env={"RAYON_NUM_THREADS": "1"})

    def alerts(self, job, out):
        # An alert does not say which event it is about, so this run, which
        # is not measured, carries the (last) event along.
        self.run(job, job.events, out, more=[
            "--include-event", "--correlation-event-mode", "full",
            "--max-correlation-events", "1"])
        got = Counter()
        for a in lines(out):
            event = a["event"] if "event" in a else a["events"][-1]
            got[int(event["n"][1:]), a["rule_id"]] += 1
        return got


COUNT_RULE = "5eed0001-0000-4000-8000-000000000100"
COUNT_TYPE = "login.failed"
COUNT_THRESHOLD = 20


class Sec:
    """SEC: one SingleWithThreshold; its windows are by arrival, so the lane's
    one never ends.  It names the first event of a run, not the deciding one;
    the deciding one is the twentieth of that user from there."""

    name = "sec"

    def missing(self):
        return None if shutil.which("sec") else \
            "not installed (scripts/install-peers debian)"

    def version(self):
        text = subprocess.run(["sec", "--version"], capture_output=True,
                              text=True, check=False).stdout
        # SEC (Simple Event Correlator) 2.9.1, and a line about copying.
        return text.splitlines()[0].split()[-1] if text else "?"

    def run(self, job, events, out):
        conf = out + ".conf"
        with open(conf, "w", encoding="utf-8") as f:
            f.write("type=SingleWithThreshold\nptype=RegExp\n"
                    'pattern=^\\{"n":"#(\\d+)".*"type":"'
                    + COUNT_TYPE.replace(".", "\\.") +
                    '","user":"([^"]+)"\n'
                    f"desc=count $2\naction=write {out} $1; reset 0\n"
                    f"window=1209599\nthresh={COUNT_THRESHOLD}\n")
        return checked(["sec", "--conf=" + conf, "--input=" + events,
                        "--fromstart", "--notail", "--nodetach",
                        "--debug=1"], job.core, out + ".log")

    def alerts(self, job, out):
        if os.path.exists(out):
            os.unlink(out)
        self.run(job, job.events, out)
        with open(out, encoding="utf-8") as f:
            first = {int(n) for n in f}
        got, seen = Counter(), {}
        for number, event in enumerate(lines(job.events), 1):
            if event.get("type") != COUNT_TYPE:
                continue
            user = event["user"]
            if user not in seen and number in first:
                seen[user] = 0
            if user in seen:
                seen[user] += 1
                if seen[user] == COUNT_THRESHOLD:
                    got[number, COUNT_RULE] += 1
                    del seen[user]
        return got


class SyslogNg:
    """syslog-ng: grouping-by() with a trigger, which empties its context."""

    name = "syslog-ng"

    def missing(self):
        return None if self.path() else \
            "not installed (scripts/install-peers debian)"

    @staticmethod
    def path():
        return shutil.which("syslog-ng",
                            path=os.environ.get("PATH", "") + ":/usr/sbin")

    def version(self):
        text = subprocess.run([self.path(), "--version"], check=True,
                              capture_output=True, text=True).stdout
        return text.split("(")[1].split(")")[0]

    def run(self, job, events, out):
        conf = out + ".conf"
        with open(conf, "w", encoding="utf-8") as f:
            f.write(
                "@version: 3.38\noptions { stats-freq(0); };\n"
                "source s { stdin(flags(no-parse) log-fetch-limit(1000) "
                "log-iw-size(100000)); };\n"
                'parser j { json-parser(prefix(".e.")); };\n'
                f'filter f {{ "${{.e.type}}" eq "{COUNT_TYPE}" }};\n'
                'parser g { grouping-by(key("${.e.user}") scope(global)\n'
                "  timeout(1209599)\n"
                f'  trigger("$(context-length)" >= "{COUNT_THRESHOLD}")\n'
                '  aggregate(value("AGG" "1") inherit-mode("last-message"))\n'
                '  inject-mode("aggregate-only")); };\n'
                'filter a { "${AGG}" eq "1" };\n'
                f'destination d {{ file("{out}" template("${{.e.n}}\\n")); '
                "};\nlog { source(s); parser(j); filter(f); parser(g); "
                "filter(a); destination(d); };\n")
        return checked([self.path(), "-F", "-f", conf, "--no-caps",
                        f"--persist-file={out}.persist",
                        f"--pidfile={out}.pid", f"--control={out}.ctl"],
                       job.core, out + ".log", feed=events)

    def alerts(self, job, out):
        if os.path.exists(out):
            os.unlink(out)
        self.run(job, job.events, out)
        with open(out, encoding="utf-8") as f:
            return Counter((int(n[1:]), COUNT_RULE) for n in f)


def fail(text):
    print("compare: " + text, file=sys.stderr)
    sys.exit(2)
