# SPDX-License-Identifier: Apache-2.0
"""The service goes over to another configuration, or does not."""
import json
import os
import re
import signal
import socket
import threading
import time

from service import Service, within

RULE = """title: {title}
id: 5d7ff8f6-2a4f-4b46-9a39-00000000000{n}
level: high
logsource: {{product: fleet}}
detection: {{s: {{type: command.request, command: {word}}}, condition: s}}
"""


def must(ok, what):
    if not ok:
        raise SystemExit(what)


def rule(n, title, word):
    with open("rules/r.yml.new", "w") as f:
        f.write(RULE.format(n=n, title=title, word=word))
    os.rename("rules/r.yml.new", "rules/r.yml")


def event(i, word):
    return json.dumps({
        "id": f"e{i}", "type": "command.request", "command": word,
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ",
                              time.gmtime(1772431200 + i)),
        "vehicle": {"id": f"v{i}"}, "command_id": f"c{i}"}) + "\n"


def alerts(s):
    found, query = {}, "limit=1000"
    while query:
        page = json.loads(s.ask(f"/v1/alerts?{query}")[2])
        for a in page["items"]:
            title = a["rule"]["title"]
            found.setdefault(title, set()).add(a["entity"]["id"])
        query = page.get("next") and "limit=1000&" + page["next"]
    return found


class Manager:
    """The service manager: what it was told."""

    def __init__(self):
        self.s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.s.bind("notify")
        self.told = []
        threading.Thread(target=self.hear, daemon=True).start()

    def hear(self):
        while True:
            self.told.append(self.s.recv(4096).decode())

    def has(self, start):
        return [x for x in self.told if x.startswith(start)]


def reload(s, words):
    """SIGHUP; wait until it says one of these words once more."""
    before = s.said().count("reload: " + words)
    s.p.send_signal(signal.SIGHUP)
    within(60, words, lambda: s.said().count("reload: " + words) > before)


here = os.getcwd()
os.mkdir("rules")
rule(1, "First", "unlock")
manager = Manager()
s = Service(f"rules: {{folders: [{here}/rules]}}\nengine: {{tick: none}}\n",
            env={"NOTIFY_SOCKET": f"{here}/notify",
                 "WATCHDOG_USEC": "240000"})
within(10, "READY=1", lambda: manager.has("READY=1"))

# Other rules while events come: each is judged by those of its time.
halt, pushed = threading.Event(), []


def stream():
    i = 0
    while not halt.is_set():
        s.push_surely((event(i, "unlock") + event(i + 1, "lock")).encode())
        pushed.append(i)
        i += 2


t = threading.Thread(target=stream)
t.start()
within(30, "alerts", lambda: alerts(s).get("First"))
rule(2, "Second", "lock")
reload(s, "done")
within(30, "other alerts", lambda: alerts(s).get("Second"))
halt.set()
t.join()
at = int(re.search(r"from line (\d+) of the journal on: rules: 0 kept, "
                   r"0 reset, 1 new, 1 gone", s.said()).group(1))
n = 2 * len(pushed)
want = {"First": {f"v{i}" for i in range(0, at, 2)},
        "Second": {f"v{i}" for i in range(1, n, 2) if i >= at}}
within(30, "all alerts", lambda: alerts(s) == want)
told = manager.has("RELOADING=1")
must(len(told) == 1 and re.search(r"\nMONOTONIC_USEC=\d+$", told[0]), told)
must(manager.has("READY=1\nSTATUS=1 sources; last reload: done"), "READY")

# What is bad changes nothing, whatever it is.
config = open("run.yaml").read()
engine = s.pid("engine")


def stays(why):
    reload(s, "refused; all stays as it was")
    must(re.search(why, s.said()), f"it does not say: {why}")
    must(s.pid("engine") == engine, f"the engine was started anew: {why}")


with open("rules/bad.yml", "w") as f:
    f.write("title: [\n")
stays(r"rules were refused")
os.remove("rules/bad.yml")
open("run.yaml", "w").write(config + "sorces: []\n")
stays(r"run.yaml:\d+: .*sorces.*did you mean 'sources'")
open("run.yaml", "w").write(config.replace("/data", "/elsewhere"))
stays(r'data: "/\S+/data" -> "/\S+/elsewhere": needs a restart')
s.push_surely(event(n + 1, "lock").encode())
within(30, "old rules", lambda: f"v{n + 1}" in alerts(s)["Second"])

# A setting of one role is taken over by it alone; what is said, by all.
edge, keeper = s.pid("edge"), s.pid("keeper")
open("run.yaml", "w").write(
    config.replace("tick: none", "snapshot: 5 min, tick: none") +
    "log: {level: error, format: json}\njournal: {keep: 30 d}\n")
done = "READY=1\nSTATUS=1 sources; last reload: done"
s.p.send_signal(signal.SIGHUP)
within(30, "another reload", lambda: len(manager.has(done)) == 2)
must(re.search(r"journal.keep: 90 d -> 30 d\n", s.said()), s.said())
must(s.pid("keeper") == keeper, "the keeper was started anew")
must(s.pid("edge") not in (None, edge), "the edge was not")
s.push_surely(event(n + 3, "lock").encode())
within(30, "after it", lambda: f"v{n + 3}" in alerts(s)["Second"])

# It lives only while all answer.
os.kill(s.pid("api"), signal.SIGSTOP)
within(30, "no answer", lambda: '"text":"api does not answer"' in s.said())
beats = len(manager.has("WATCHDOG=1"))
must(beats > 0, "no WATCHDOG=1")
time.sleep(0.3)
must(len(manager.has("WATCHDOG=1")) == beats, "it lives without its api")
os.kill(s.pid("api"), signal.SIGCONT)
within(30, "life", lambda: len(manager.has("WATCHDOG=1")) > beats)

# What it says is of the level and in the form that is in force.
config = open("run.yaml").read()
open("run.yaml", "w").write(config.replace("level: error", "level: info"))
s.p.send_signal(signal.SIGHUP)
within(30, "JSON", lambda: '"text":"reload: done"' in s.said())
line = s.said().splitlines()[-1]
must(json.loads(line)["level"] == "info" and s.said().count(
    "reload: done") == 2, line)

# A role that dies meanwhile, and an end that comes meanwhile.
before = s.said().count("reload: done")
s.p.send_signal(signal.SIGHUP)
while s.pid("engine") is not None and s.said().count(
        "reload: done") == before:
    s.kill("engine")
    time.sleep(0.01)
within(30, "done after a death",
       lambda: s.said().count("reload: done") > before)
s.push_surely(event(n + 5, "lock").encode())
within(30, "after a death", lambda: f"v{n + 5}" in alerts(s)["Second"])
s.p.send_signal(signal.SIGHUP)
time.sleep(0.02)
s.stop()
within(5, "STOPPING=1", lambda: manager.has("STOPPING=1"))
