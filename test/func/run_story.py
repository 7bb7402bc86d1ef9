# SPDX-License-Identifier: Apache-2.0
"""The service's story: events in, alerts out.  argv: file of event lines."""
import gzip
import json
import os
import signal
import subprocess
import sys

from service import Local, Service, VEDETTE, within


def must(ok, what):
    if not ok:
        raise SystemExit(what)


def scan(path):
    out = subprocess.run([VEDETTE, "scan", "--format", "json", path],
                         capture_output=True, text=True).stdout
    return {json.loads(line)["id"]: json.loads(line)
            for line in out.splitlines()}


def alerts(s):
    found, query = {}, "limit=7"
    while query:
        status, _, body = s.ask(f"/v1/alerts?{query}")
        must(status == 200, f"list: {status} {body}")
        page = json.loads(body)
        found.update((a["id"], a) for a in page["items"])
        query = page.get("next") and "limit=7&" + page["next"]
    return found


with open(sys.argv[1], "rb") as f:
    lines = f.read().splitlines(True)
want = scan(sys.argv[1])
s = Service("engine: {tick: none}\n")

# Somebody watches.
watch = Local("api")
watch.request("GET", "/v1/alerts/stream",
              headers={"Authorization": f"Bearer {s.token}"})
stream = watch.getresponse()
must(stream.status == 200 and
     stream.headers["Content-Type"] == "text/event-stream", "no stream")

# Packed, as an array, as lines; with a line that is none.
third = len(lines) // 3
status, body = s.push(gzip.compress(b"".join(lines[:third])))
must((status, json.loads(body)["accepted"]) == (200, third),
     f"gzip: {status} {body}")
array = b"[" + b",\n".join(x.rstrip() for x in lines[third:2 * third]) + b"]"
status, body = s.push(array)
must((status, json.loads(body)["accepted"]) == (200, third),
     f"array: {status} {body}")
status, body = s.push(b"".join(lines[2 * third:]) +
                      b'{"type":"telemetry.sample","time":"yesterday"}\n')
told = json.loads(body)
must((status, told["accepted"], told["rejected"]) ==
     (200, len(lines) - 2 * third, 1), f"lines: {status} {body}")
must(told["errors"][0]["line"] == len(lines) - 2 * third + 1 and
     told["errors"][0]["what"].startswith("time: expected"), told)

# All alerts are there, and no other; the stream had the first.
within(30, "all alerts", lambda: len(alerts(s)) == len(want))
got = alerts(s)
must(got.keys() == want.keys(), "other alerts than scan's")
for i, a in want.items():
    must(got[i]["rule"] == a["rule"] and got[i]["where"] == a["where"], i)
line = b""
while not line.startswith(b"data: "):
    line = stream.readline()
must(json.loads(line[6:])["id"] in want, f"stream: {line}")

# How the source is doing: what it has taken, and what it has not.
def source():
    return json.loads(s.ask("/v1/sources")[2])["sources"][0]


within(5, "the source's state",
       lambda: source()["accepted"] == len(lines))
state = source()
must((state["state"], state["rejected"]) == ("runs", 1) and
     state["samples"][0]["what"].startswith("time: expected"), state)

# Doors that are shut.
first = sorted(got)[0]
must(s.ask("/v1/alerts", token=False)[0] == 401, "no token is one")
must(s.ask("/v1/alerts", token="0" * 64)[0] == 401, "any token is one")
must(s.ask("/v1/nothing")[0] == 404, "a route that is none")
must(s.ask("/v1/alerts", method="DELETE")[0] == 405, "DELETE")
must(s.ask("/v1/alerts/" + "0" * 32)[0] == 404, "an alert that is none")
must(s.ask("/v1/alerts?limit=x")[0] == 400, "limit=x")
must(s.push(b"\x1f\x8b\x08\x00rubbish")[0] == 400, "damaged gzip")
must(s.ask("/healthz", token=False)[0] == 200, "healthz")

# Work on an alert; who has read an older state is told so.
status, head, body = s.ask(f"/v1/alerts/{first}")
tag = {"If-Match": head["ETag"]}
change = json.dumps({"status": "open", "assignee": "kim"})
must(s.ask(f"/v1/alerts/{first}/status", "POST", change,
           headers=tag)[0] == 200, "change")
must(s.ask(f"/v1/alerts/{first}/status", "POST", change,
           headers=tag)[0] == 412, "a change of what has changed")

# After an orderly end all is as it was, and nothing is told twice.
s.stop()
s.start()
again = alerts(s)
must(again.keys() == want.keys() and again[first]["status"] == "open",
     "lost by a restart")
s.stop()

# An engine that cannot follow: senders wait, and nothing is lost.
os.mkdir("slow")
os.chdir("slow")
s = Service("engine: {tick: none, behind: 100}\n")
must(s.push(b"".join(lines[:10]))[0] == 200, "the first")
within(10, "the engine has judged", lambda: json.loads(
    s.ask("/v1/sources")[2])["journal"]["judged"] == 10)
os.kill(s.pid("engine"), signal.SIGSTOP)
must(s.push(b"".join(lines[10:200]))[0] == 200, "as many as may wait")
status, body = s.push(lines[200])
must(status == 503 and b"engine is too far behind" in body,
     f"behind: {status} {body}")
os.kill(s.pid("engine"), signal.SIGCONT)
within(10, "it has caught up", lambda: s.push(lines[200])[0] == 200)
s.stop()
