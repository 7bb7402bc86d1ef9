#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Write a capture of one connection, told by a script of lines.

usage: pcap.py FILE < SCRIPT

	up HEX | down HEX	a segment of the client, of the server
	udp HEX			a datagram of the client
	again HEX		the client's last segment's place again, other bytes
	early HEX		the client's segment after the next one
	lost HEX		a segment of the client that was not captured
	acked			the server has got all
	vlan			the packets that follow carry a tag
	pieces N		what follows comes in fragments of N bytes
	overlap			fragments that overlap
	wait N			so many seconds pass
	at N			the clock says so many seconds since 1970
	cut N			the next packet is captured up to N bytes
	client N		go on with the client at port N
	open, close		the handshake, the end
"""
import struct
import sys

CLIENT, SERVER = bytes([198, 51, 100, 7]), bytes([192, 0, 2, 1])
SERVER_PORT = 5027


class Capture:
    def __init__(self, f):
        self.f, self.now = f, 1772439302_000000
        self.clients = {}
        self.client(40001)
        self.vlan = self.cut = None
        self.held = None
        self.pieces = self.number = 0
        f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))

    def client(self, port):
        start = {True: 1000, False: 9000}
        self.port = port
        self.seq, self.last = self.clients.setdefault(
            port, (start, dict(start)))

    def packet(self, ip):
        tag = struct.pack(">HH", 0x8100, 7) if self.vlan else b""
        frame = bytes(12) + tag + b"\x08\x00" + ip
        kept = frame[:self.cut] if self.cut else frame
        self.cut = None
        self.now += 250_000
        self.f.write(struct.pack("<IIII", self.now // 1000000,
                                 self.now % 1000000, len(kept), len(frame)))
        self.f.write(kept)

    def tcp(self, up, seq, flags, data=b""):
        a, b = (CLIENT, SERVER) if up else (SERVER, CLIENT)
        ports = (self.port, SERVER_PORT)[::1 if up else -1]
        head = struct.pack(">HHIIBBHHH", *ports, seq, self.seq[not up],
                           0x50, flags, 65535, 0, 0)
        whole, n = head + data, self.pieces or 65535
        self.number += 1
        for at in range(0, len(whole), n):
            self.ip(whole[at:at + n], at, at + n < len(whole), a, b)

    def ip(self, data, at, more, a=CLIENT, b=SERVER, proto=6):
        self.packet(struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(data),
                                self.number, at // 8 | more << 13, 64, proto,
                                0)
                    + a + b + data)

    def send(self, up, data):
        self.last[up] = self.seq[up]
        self.tcp(up, self.seq[up], 0x18, data)
        self.seq[up] += len(data)
        if up and self.held is not None:
            held, self.held = self.held, None
            self.seq[True] += len(held)

    def line(self, word, arg):
        if word == "open":
            self.tcp(True, self.seq[True], 2)
            self.seq[True] += 1
            self.tcp(False, self.seq[False], 18)
            self.seq[False] += 1
        elif word == "close":
            for up in (True, False):
                self.tcp(up, self.seq[up], 17)
                self.seq[up] += 1
        elif word in ("up", "down"):
            self.send(word == "up", bytes.fromhex(arg))
        elif word == "udp":
            data = bytes.fromhex(arg)
            self.ip(struct.pack(">HHHH", self.port, SERVER_PORT,
                                8 + len(data), 0) + data, 0, False, proto=17)
        elif word == "again":
            self.tcp(True, self.last[True], 0x18, bytes.fromhex(arg))
        elif word == "early":
            n, data = arg.split()
            self.held = bytes.fromhex(data)
            self.tcp(True, self.seq[True] + int(n), 0x18, self.held)
        elif word == "lost":
            self.seq[True] += len(bytes.fromhex(arg))
        elif word == "acked":
            self.tcp(False, self.seq[False], 16)
        elif word == "vlan":
            self.vlan = True
        elif word == "client":
            self.client(int(arg))
        elif word == "pieces":
            self.pieces = int(arg)
        elif word == "overlap":
            self.ip(bytes(16), 0, True)
            self.ip(bytes(16), 8, False)
        elif word == "wait":
            self.now += int(arg) * 1_000_000
        elif word == "at":
            self.now = int(arg) * 1_000_000
        elif word == "cut":
            self.cut = int(arg)
        else:
            sys.exit(f"pcap.py: {word}?")


with open(sys.argv[1], "wb") as out:
    capture = Capture(out)
    for text in sys.stdin:
        w, _, a = text.strip().partition(" ")
        if w:
            capture.line(w, a)
