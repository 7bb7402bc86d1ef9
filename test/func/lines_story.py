# SPDX-License-Identifier: Apache-2.0
"""An access log in nginx's JSON, event lines in another file, and standard
input: rotated, cut, killed, stopped.  Each line comes once."""
import json
import os
import subprocess

from service import VEDETTE, Service, within

here = os.getcwd()
os.mkdir("logs")
os.mkfifo("pipe")


def must(ok, what):
    if not ok:
        raise SystemExit(what)


def access(n):
    return json.dumps({
        "time_iso8601": "2026-03-02T08:15:00+00:00",
        "remote_addr": "198.51.100.7", "request_method": "GET",
        "request_uri": f"/car/{n}", "status": "200",
        "http_user_agent": "app", "request_time": "0.004",
        "body_bytes_sent": "312"}) + "\n"


def event(n):
    """Without an id: it is made of the line and its number."""
    return json.dumps({
        "type": "device.connect", "protocol": "tcp", "outcome": "success",
        "device": {"id": n}, "time": "2026-03-02T08:15:00Z",
        "source": {"name": "gate"}}) + "\n"


def append(path, text):
    with open(path, "ab") as f:
        f.write(text.encode("latin-1"))


def journal():
    """Events by what they are about: how many of different ids."""
    got = {}
    out = subprocess.run([VEDETTE, "journal", "cat", "data/journal"],
                         stdout=subprocess.PIPE, check=True).stdout
    for line in out.splitlines():
        e = json.loads(line)
        what = e.get("path") or \
            e.get("device", {}).get("id")
        got.setdefault(what, set()).add(e.get("id"))
    return got


def has(*names):
    def ask():
        got = journal()
        return all(n in got for n in names)
    within(20, f"in the journal: {names}", ask)


def source(s, name):
    status, _, text = s.ask("/v1/sources")
    must(status == 200, text)
    return next(x for x in json.loads(text)["sources"]
                if x["name"] == name)


append("logs/access", access("old"))
s = Service.__new__(Service)
s.env, s._token = dict(os.environ), None
with open("run.yaml", "w") as f:
    f.write(f"""data: {here}/data
engine: {{tick: none}}
sources:
  - {{name: web, kind: tail, paths: [{here}/logs/access], mapping: nginx-json}}
  - name: events
    kind: tail
    paths: [{here}/logs/gate, {here}/logs/never]
    from: begin
  - {{name: piped, kind: stdin}}
api: {{listen: 'unix:{here}/api'}}
""")
stdin = os.open("pipe", os.O_RDWR)
os.dup2(stdin, 0)
s.start()

# What was there before is not asked for; a file may come later; a line that
# is no event is told, and the rest goes on.
within(20, "the access log is open",
       lambda: os.path.exists("data/positions/web"))
append("logs/access", access(1) + "\x1f\x8b no row\n" + access(2))
append("logs/gate", event("g1") + event("g1"))
os.write(stdin, event("p1").encode() + event("p2").encode()[:20])
has("/car/1", "/car/2", "g1", "p1")
os.write(stdin, event("p2").encode()[20:])
has("p2")
got = journal()
must("/car/old" not in got, "'from: end' read what was there")
must(len(got["g1"]) == 2, f"equal lines are two events: {got['g1']}")
within(10, "the bad line is told",
       lambda: source(s, "web")["rejected"] == 1)
web = source(s, "web")
must(web["samples"][0]["line"] == 2, f"its number: {web}")
must("never" in source(s, "events")["why"], "a missing file is not told")

# Killed, again and again, while the file grows and is rotated.
for n in range(3, 30):
    append("logs/access", access(n))
    append("logs/gate", event(f"g{n}"))
    if n % 13 == 0:
        os.rename("logs/access", f"logs/access.{n}")
        os.rename("logs/gate", f"logs/gate.{n}")
        has(f"/car/{n}", f"g{n}")
    if n in (10, 20):
        has(f"/car/{n}", f"g{n}")
        s.kill("edge")
has("/car/29", "g29")

# Stopped, and rotated meanwhile: the rest of the old file comes first.
s.stop()
append("logs/access", access(30))
os.rename("logs/access", "logs/access.1")
append("logs/access", access(31) + access("more"))
s.start()
has("/car/30", "/car/31", "/car/more")

# Cut to nothing, as copytruncate does.
os.truncate("logs/access", 0)
append("logs/access", access(32))
has("/car/32")
s.stop()
got = journal()
for n in range(1, 33):
    must(len(got[f"/car/{n}"]) == 1, f"row {n}: {got[f'/car/{n}']}")
for n in range(3, 30):
    must(len(got[f"g{n}"]) == 1, f"event {n}: {got[f'g{n}']}")

# The end of the input ends the source, not the service; a last line needs
# no end.
with open("end", "w") as f:
    f.write(event("e1") + event("e2")[:-1])
fd = os.open("end", os.O_RDONLY)
os.dup2(fd, 0)
s.start()
has("e1", "e2")
within(10, "it has ended", lambda: source(s, "piped")["state"] == "ended")
s.stop()
