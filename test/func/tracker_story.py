# SPDX-License-Identifier: Apache-2.0
"""Units and a server of Teltonika's protocol, with the service between."""
import json
import os
import signal
import socket
import struct
import threading
import time

from service import Service, within

here = os.getcwd()


def must(ok, what):
    if not ok:
        raise SystemExit(what)


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def crc(data):
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


def tcp(body):
    return bytes(4) + struct.pack(">I", len(body)) + body + \
        struct.pack(">I", crc(body))


def records(n, speed=50, at=None):
    """A body of codec 8 with ${n} records, the last a second ago."""
    at = at or time.time()
    out = bytes([8, n])
    for i in range(n):
        out += struct.pack(
            ">QBiiHHBH", int((at - n + i) * 1000), 0,
            int(13.4e7) + 5000 * i, int(52.5e7), 40, 90, 9, speed)
        out += bytes([0, 1, 1, 239, 1, 0, 0, 0])
    return out + bytes([n])


def login(imei):
    return struct.pack(">H", len(imei)) + imei.encode()


def order(text):
    """Codec 12: the server tells the unit to do it."""
    body = bytes([12, 1, 5]) + struct.pack(">I", len(text)) + text + b"\1"
    return tcp(body)


class Unit:
    def __init__(self, port):
        self.s = socket.create_connection(("127.0.0.1", port))
        self.s.settimeout(20)

    def say(self, data, answer):
        self.s.sendall(data)
        return self.hear(len(answer)) == answer

    def hear(self, n):
        got = b""
        while len(got) < n and (more := self.s.recv(n - len(got))):
            got += more
        return got


class Server(threading.Thread):
    """The server that the units had before."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.door = socket.create_server(("127.0.0.1", port))
        self.got = b""
        self.peer = None
        self.start()

    def run(self):
        self.peer, _ = self.door.accept()
        while (data := self.peer.recv(4096)):
            self.got += data
            # As a server does: a login, or one packet with its records.
            if data[:2] == b"\0\x0f":
                self.peer.sendall(b"\1")
            elif data[:4] == bytes(4):
                self.peer.sendall(struct.pack(">I", data[9]))


PORTS = {name: free_port() for name in ("direct", "relayed", "behind")}
PORTS["udp"] = free_port(socket.SOCK_DGRAM)
OLD = free_port()
CONFIG = f"""data: {here}/data
engine: {{tick: none, behind: 3}}
sources:
  - {{name: direct, kind: tracker, listen: '127.0.0.1:{PORTS["direct"]}',
     connections: 2, idle: 1 h}}
  - {{name: udp, kind: tracker, transport: udp, codec: teltonika,
     listen: '127.0.0.1:{PORTS["udp"]}'}}
  - {{name: relayed, kind: tracker, codec: teltonika,
     listen: '127.0.0.1:{PORTS["relayed"]}', relay: '127.0.0.1:{OLD}'}}
  - {{name: behind, kind: http, listen: 'unix:{here}/in'}}
api: {{listen: 'unix:{here}/api'}}
"""
s = Service(config=CONFIG)


def state(name):
    return next(x for x in json.loads(s.ask("/v1/sources")[2])["sources"]
                if x["name"] == name)


# One frame, then byte by byte: answered when it is all there.
unit = Unit(PORTS["direct"])
must(unit.say(login("352094087239391"), b"\1"), "no answer to a login")
must(unit.say(tcp(records(2)), struct.pack(">I", 2)), "no answer to records")
for data, answer in ((tcp(records(3)), struct.pack(">I", 3)),):
    for byte in data[:-1]:
        unit.s.sendall(bytes([byte]))
    must(unit.say(data[-1:], answer), "no answer byte by byte")

# A damaged packet is not answered, but what comes behind it is.
bad = bytearray(tcp(records(1)))
bad[-1] ^= 1
unit.s.sendall(bytes(bad))
must(unit.say(tcp(records(2)), struct.pack(">I", 2)), "behind a damaged one")

# No more than may be; a protocol that nobody knows is not served.
other = Unit(PORTS["direct"])
third = Unit(PORTS["direct"])
must(third.hear(1) == b"", "a third connection")
other.s.sendall(b"\x00\xffwhat is this?" * 400)
must(other.hear(1) == b"", "an unknown protocol")
within(5, "it is told", lambda: state("direct")["refused"] >= 1 and any(
    "not known" in x["what"] for x in state("direct")["samples"]))

# An engine that cannot follow: what cannot be taken is not answered.
within(10, "the engine has caught up", lambda: (
    lambda j: j["judged"] == j["durable"])(
        json.loads(s.ask("/v1/sources")[2])["journal"]))
os.kill(s.pid("engine"), signal.SIGSTOP)
must(unit.say(tcp(records(4)), struct.pack(">I", 4)), "as many as may wait")
unit.s.sendall(tcp(records(1)))
within(5, "it waits", lambda: state("direct")["state"] == "waits")
unit.s.settimeout(0.3)
try:
    unit.hear(4)
    must(False, "an answer though it was not taken")
except TimeoutError:
    pass
unit.s.settimeout(20)
os.kill(s.pid("engine"), signal.SIGCONT)
must(unit.hear(4) == struct.pack(">I", 1), "no answer after all")
within(5, "it goes on", lambda: state("direct")["state"] == "runs")

# Datagrams: each names its unit.
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.settimeout(20)
inner = b"\xca\xfe\x01\x07" + login("352094087239392") + records(2)
u.sendto(struct.pack(">H", len(inner)) + inner, ("127.0.0.1", PORTS["udp"]))
must(u.recv(100) == bytes.fromhex("0005cafe010702"), "no answer by UDP")

# A server that is not there yet: what was said waits, and it answers.
relayed = Unit(PORTS["relayed"])
said = login("352094087239393")
relayed.s.sendall(said)
within(5, "the relay cannot be reached",
       lambda: "cannot be reached" in state("relayed")["why"])
old = Server(OLD)
must(relayed.hear(1) == b"\1", "the server's answer to the login")
for _ in range(3):
    packet = tcp(records(2))
    said += packet
    must(relayed.say(packet, struct.pack(">I", 2)), "its answer to records")
    time.sleep(0.1)
must(old.got == said, "the server heard something else")

# It stops the engine of a car that drives: the unit gets the order as it was
# sent, and an alert is there.
stop = order(b"setdigout 1")
old.peer.sendall(stop)
must(relayed.hear(len(stop)) == stop, "the order")


def alerts():
    items = json.loads(s.ask("/v1/alerts?limit=100")[2])["items"]
    return [a for a in items if "vedette.s14" in a["rule"].get("tags", [])]


relayed.s.sendall(tcp(records(1)))
within(10, "the alert", alerts)
s.stop()
