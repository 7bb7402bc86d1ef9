# SPDX-License-Identifier: Apache-2.0
"""Senders of syslog: good ones, slow ones, strangers."""
import json
import os
import signal
import socket
import ssl
import subprocess
import time

from service import VEDETTE, Service, within

here = os.getcwd()


def must(ok, what):
    if not ok:
        raise SystemExit(what)


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


PORTS = {name: free_port() for name in ("tcp", "tls", "slow")}
PORTS["udp"] = free_port(socket.SOCK_DGRAM)
CONFIG = f"""data: {here}/data
engine: {{tick: none, behind: 400}}
sources:
  - {{name: udp, kind: syslog, transport: udp,
     listen: '127.0.0.1:{PORTS["udp"]}'}}
  - {{name: tcp, kind: syslog, listen: '127.0.0.1:{PORTS["tcp"]}',
     mapping: sshd, connections: 3}}
  - {{name: tls, kind: syslog, listen: '127.0.0.1:{PORTS["tls"]}',
     tls: {{cert: {here}/server.crt, key: 'file:{here}/server.key',
     ca: {here}/peer.crt}}}}
  - {{name: slow, kind: syslog, listen: '127.0.0.1:{PORTS["slow"]}',
     idle: 1 s}}
api: {{listen: 'unix:{here}/api'}}
"""
serial = 0


def event():
    """An event line that was not there yet."""
    global serial
    serial += 1
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return json.dumps({"id": f"lines-{serial}", "time": now,
                       "type": "auth.login", "outcome": "success",
                       "login": f"u{serial}", "source": {"name": "test"}})


os.chmod("server.key", 0o600)
s = Service(config=CONFIG)


def state(name):
    return next(x for x in json.loads(s.ask("/v1/sources")[2])["sources"]
                if x["name"] == name)


def has(name, what, n):
    within(10, f"{name}: {n} {what}", lambda: state(name)[what] == n)


def dial(name):
    c = socket.create_connection(("127.0.0.1", PORTS[name]))
    c.settimeout(10)
    return c


# Datagrams, one of which is no syslog.
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for text in (f"<134>1 2026-11-23T10:00:00Z h a 1 - - \ufeff{event()}",
             f"<134>Nov 23 10:00:00 h a[1]: {event()}\n", "nonsense"):
    u.sendto(text.encode(), ("127.0.0.1", PORTS["udp"]))
has("udp", "accepted", 2)
has("udp", "rejected", 1)
must("expected <0>" in state("udp")["samples"][0]["what"], "no sample")

# A stream, both ways of framing, byte by byte; sign-ins as sshd tells them.
said = "Failed password for invalid user eve from 192.0.2.7 port 4711 ssh2"
old = f"<38>Nov 23 10:00:00 gate sshd[7]: {said}".encode()
new = f"<38>1 2026-11-23T10:00:01Z gate sshd 7 - - {said}".encode()
c = dial("tcp")
for byte in old + b"\n" + str(len(new)).encode() + b" " + new:
    c.sendall(bytes([byte]))
has("tcp", "accepted", 2)
c.sendall(b"70000 " + b"x" * 70000 + old + b"\n" + b"<38>" + b"y" * 70000 +
          b"\n" + old)
has("tcp", "rejected", 2)
c.shutdown(socket.SHUT_WR)      # The last one has no end but this.
must(c.recv(1) == b"", "it is still open")
has("tcp", "accepted", 4)
c = dial("tcp")
c.sendall(b"12345678901 ")
must(c.recv(1) == b"", "where the next message is cannot be known")
many = [dial("tcp") for _ in range(4)]
has("tcp", "connections", 3)
must(many[3].recv(1) == b"", "one more than may be")
must(state("tcp")["refused"] == 1, "it is not counted")
for c in many:
    c.close()

# TLS: a peer with a certificate, one without, one with another's, no TLS.
def secure(who):
    x = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    x.load_verify_locations("server.crt")
    if who:
        x.load_cert_chain(f"{who}.crt", f"{who}.key")
    return x.wrap_socket(dial("tls"), server_hostname="localhost")


def refused(who):
    try:
        c = secure(who)
        c.sendall(b"<1>" + event().encode() + b"\n")
        return c.recv(1) == b""
    except (ssl.SSLError, ConnectionError):
        return True


good = secure("peer")
for _ in range(300):
    text = b"<134>1 - h a - - - " + event().encode()
    good.sendall(str(len(text)).encode() + b" " + text)
has("tls", "accepted", 300)
must(refused(None) and refused("stranger"), "a stranger is let in")
plain = dial("tls")
plain.sendall(b"<134>Nov 23 10:00:00 h a: {}\n")
try:
    while plain.recv(100):
        pass
except ConnectionError:
    pass
within(5, "they are counted", lambda: state("tls")["refused"] == 3)
must(state("tls")["accepted"] == 300, "they were heard")
good.close()

# Who does not come to an end of his message is no peer for ever.
slow = dial("slow")
began = time.monotonic()
try:
    while time.monotonic() - began < 10:
        slow.sendall(b"<")
        time.sleep(0.1)
    must(False, "a slow peer is served for ever")
except ConnectionError:
    pass

# Held back: the engine stands, so the sender's socket fills; then all comes.
os.kill(s.pid("engine"), signal.SIGSTOP)
c = dial("slow")
c.settimeout(0.3)
sent = 0
filler = "x" * 8000
try:
    while sent < 20000:
        line = json.loads(event())
        line["unmapped"] = {"filler": filler}
        data = b"<134>Nov 23 10:00:00 h a: " + json.dumps(line).encode() + \
            b"\n"
        rest = data
        while rest:
            rest = rest[c.send(rest):]
        sent += 1
    must(False, "nobody was held back")
except TimeoutError:
    pass
within(5, "it waits", lambda: state("slow")["state"] == "waits")
os.kill(s.pid("engine"), signal.SIGCONT)
c.settimeout(10)
c.sendall(rest)
sent += 1
has("slow", "accepted", sent)
within(5, "it runs", lambda: state("slow")["state"] == "runs")
c.close()

s.stop()

# Each of them, once.
shown = subprocess.run([VEDETTE, "journal", "cat", "data/journal"], check=True,
                       stdout=subprocess.PIPE, text=True).stdout
ids = [x["id"] for x in map(json.loads, shown.splitlines())
       if x.get("id", "").startswith("lines-")]
must(len(ids) == len(set(ids)), "one is there twice")
lost = {f"lines-{i}" for i in range(1, serial + 1)} - set(ids)
must(len(lost) <= 2, f"lost: {lost}")    # Those of strangers.
