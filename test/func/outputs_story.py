# SPDX-License-Identifier: Apache-2.0
"""Receivers of alerts, good and bad ones.  argv: file of event lines."""
import base64
import collections
import hashlib
import hmac
import http.server
import json
import os
import socket
import socketserver
import sqlite3
import sys
import threading
import time

from service import Service, within

here = os.getcwd()
with open(sys.argv[1], "rb") as f:
    lines = f.read().splitlines(True)


def must(ok, what):
    if not ok:
        raise SystemExit(what)


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what it is told, by path; some paths fail first, or always."""
    got = collections.defaultdict(dict)
    calls = collections.Counter()
    lock = threading.Lock()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        key = self.headers["Idempotency-Key"]
        with self.lock:
            self.calls[self.path, key] += 1
            tries = self.calls[self.path, key]
        answer, text = 200, b"{}"
        if self.path == "/flaky" and tries == 1:
            answer = 503
        elif self.path == "/never":
            answer = 410
        else:
            if self.path == "/elastic/_bulk":
                status = 409 if key in self.got[self.path] else 201
                text = b'{"items":[{"create":{"status":%d}}]}' % status
            with self.lock:
                self.got[self.path][key] = (dict(self.headers), body)
        self.send_response(answer)
        if answer == 503:
            self.send_header("Retry-After", "1")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


class Threads(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 64


web = Threads(("127.0.0.1", 0), Receiver)
threading.Thread(target=web.serve_forever, daemon=True).start()
port = web.server_address[1]

# A syslog server over TCP, one over UDP, one for mail.
tcp = socket.create_server(("127.0.0.1", 0))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", 0))
mail = socket.create_server(("127.0.0.1", 0))
syslog, datagrams, mails = [], [], []


def hear_tcp():
    while True:
        peer, _ = tcp.accept()
        with peer.makefile("rb") as f:
            while (n := b"".join(iter(lambda: f.read(1), b" "))):
                syslog.append(f.read(int(n)).decode())


def hear_udp():
    while True:
        datagrams.append(udp.recv(65536).decode())


def hear_mail():
    while True:
        peer, _ = mail.accept()
        f = peer.makefile("rwb")

        def say(text):
            f.write(text.encode() + b"\r\n")
            f.flush()
        say("220 here")
        while (line := f.readline()):
            word = line[:4].upper()
            if word == b"DATA":
                say("354 go on")
                text = b""
                while (line := f.readline()) != b".\r\n":
                    text += line
                mails.append(text.decode())
            if word == b"QUIT":
                say("221 bye")
                break
            say("250 fine")


for hear in (hear_tcp, hear_udp, hear_mail):
    threading.Thread(target=hear, daemon=True).start()

CONFIG = f"""data: {here}/data
engine: {{tick: none}}
sources:
  - {{name: push, kind: http, listen: 'unix:{here}/in'}}
api: {{listen: 'unix:{here}/api'}}
outputs:
  - {{name: signed, kind: webhook, url: 'http://127.0.0.1:{port}/signed',
     hmac: 'file:{here}/hmac.key', level: informational}}
  - {{name: flaky, kind: webhook, url: 'http://127.0.0.1:{port}/flaky',
     format: ecs, retry: {{first: 100 ms}}}}
  - {{name: never, kind: webhook, url: 'http://127.0.0.1:{port}/never',
     level: high}}
  - {{name: high, kind: webhook, url: 'http://127.0.0.1:{port}/high',
     format: cef, level: high}}
  - {{name: splunk, kind: splunk, url: 'http://127.0.0.1:{port}/splunk',
     token: 'file:{here}/token', index: main}}
  - {{name: elastic, kind: elastic, url: 'http://127.0.0.1:{port}/elastic',
     index: alerts}}
  - {{name: file, kind: file, path: {here}/alerts.jsonl, rotate: 20 KiB}}
  - {{name: tcp, kind: syslog, server: '127.0.0.1:{tcp.getsockname()[1]}',
     format: rfc5424}}
  - {{name: udp, kind: syslog, server: '127.0.0.1:{udp.getsockname()[1]}',
     transport: udp, format: cef}}
  - {{name: mail, kind: smtp, server: '127.0.0.1:{mail.getsockname()[1]}',
     from: soc@example.org, to: night@example.org, starttls: false,
     level: critical}}
  - {{name: nobody, kind: webhook, url: 'http://127.0.0.1:1/',
     retry: {{first: 100 ms, most: 500 ms, until: 2 s}}, level: critical}}
"""
with open("hook", "w") as f:
    f.write(f"http://127.0.0.1:{port}/chat\n")
for kind in ("slack", "teams", "mattermost"):
    CONFIG += (f"  - {{name: {kind}, kind: {kind}, hook: 'file:{here}/hook',"
               f" level: critical}}\n")

s = Service(config=CONFIG)
third = len(lines) // 3
s.push_surely(b"".join(lines[:third]))
s.kill("act")
s.push_surely(b"".join(lines[third:2 * third]))
s.kill("keeper")
s.push_surely(b"".join(lines[2 * third:]))


def alerts():
    found, query = {}, "limit=100"
    while query:
        page = json.loads(s.ask(f"/v1/alerts?{query}")[2])
        found.update((a["id"], a) for a in page["items"])
        query = page.get("next") and "limit=100&" + page["next"]
    return found


within(20, "roles are back", lambda: s.ask("/v1/alerts?limit=1")[0] == 200)
within(30, "alerts", lambda: len(alerts()) > 10)
last = -1
while last != len(alerts()):
    last = len(alerts())
    time.sleep(1)
want = alerts()
LEVELS = ["informational", "low", "medium", "high", "critical"]


def of(level):
    return {i for i, a in want.items() if
            LEVELS.index(a["rule"]["level"]) >= LEVELS.index(level)}


def told(path, ids):
    within(30, f"{path}: {len(ids)} alerts, {len(Receiver.got[path])} told",
           lambda: set(Receiver.got[path]) >= ids)
    must(set(Receiver.got[path]) == ids, f"{path}: others, too")


told("/signed", set(want))
told("/flaky", of("low"))
told("/high", of("high"))
told("/splunk", of("low"))
told("/elastic/_bulk", of("low"))

# Each format is what it says; nobody but the signer signs.
for key, (head, body) in Receiver.got["/signed"].items():
    text = f"{key}.{head['webhook-timestamp']}.".encode() + body
    sum_ = hmac.new(b"a key of twenty bytes", text, hashlib.sha256).digest()
    must(head["webhook-signature"] == "v1," + base64.b64encode(sum_).decode(),
         "a signature")
    must(json.loads(body)["class_uid"] == 2004, "OCSF")
for key, (head, body) in Receiver.got["/flaky"].items():
    ecs = json.loads(body)
    must(ecs["event"]["id"] == key and ecs["event"]["kind"] == "alert" and
         ecs["vedette"]["alert"]["id"] == key, "ECS")
    must(Receiver.calls["/flaky", key] >= 2, "it was tried again")
for key, (_, body) in Receiver.got["/high"].items():
    must(body.startswith(b"CEF:0|Vedette|Vedette|") and
         f"externalId={key} ".encode() in body, "CEF")
for key, (head, body) in Receiver.got["/splunk"].items():
    must(head["Authorization"] == "Splunk the token" and
         json.loads(body)["event"]["class_uid"] == 2004, "Splunk")
for key, (_, body) in Receiver.got["/elastic/_bulk"].items():
    action, document = body.splitlines()
    must(json.loads(action)["create"] == {"_index": "alerts", "_id": key} and
         json.loads(document)["class_uid"] == 2004, "Elastic")

# Lines of files and of syslog: each alert, and what is there twice is the
# same.
within(20, "the TCP server", lambda: len(set(syslog)) >= len(of("low")))
within(20, "the UDP server", lambda: len(set(datagrams)) >= len(of("low")))
must(all(x.startswith("<1") and " vedette - alert [vedette@32473 id=" in x
         for x in syslog), syslog[:1])
must(all("CEF:0|" in x for x in datagrams), datagrams[:1])


def filed():
    out = set()
    names = [x for x in os.listdir(here) if x.startswith("alerts.jsonl")]
    for name in names:
        with open(name, encoding="utf-8") as f:
            out |= {json.loads(x)["finding_info"]["uid"] for x in f}
    return out, names


within(20, "the file", lambda: filed()[0] >= of("low"))
must(len(filed()[1]) > 1, "no rotation")

# People are told no more than they have to know.
critical = of("critical")
if critical:
    within(20, "mails", lambda: len(mails) >= len(critical))
    within(20, "chat", lambda: set(Receiver.got["/chat"]) >= critical)
    for text in mails + [b.decode() for _, b in
                         Receiver.got["/chat"].values()]:
        must("veh-" not in text and "acc-" not in text, text)
    must(any("AdaptiveCard" in b.decode() for _, b in
             Receiver.got["/chat"].values()) or
         len(Receiver.got["/chat"]) == len(critical), "cards")

# What is refused for good, and what nobody takes in time, is kept aside.
def dead():
    c = sqlite3.connect("file:data/store/vedette.db?mode=ro", uri=True)
    with c:
        rows = c.execute("SELECT output, count(*), sum(dead) FROM outbox "
                         "GROUP BY output").fetchall()
    return {name: (n, d) for name, n, d in rows}


def given_up():
    left = dead()
    want_dead = {"never": len(of("high"))}
    if critical:
        want_dead["nobody"] = len(critical)
    return left == {k: (n, n) for k, n in want_dead.items() if n}


within(30, "all told or given up", given_up)
must("an alert was given up" in s.said(), "nobody said so")
s.stop()
