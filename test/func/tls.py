#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Print the script of a capture (pcap.py) in which TLS is really spoken.

usage: tls.py FOLDER VERSION [SPLIT]

FOLDER has unit.pem and server.pem, each with key and certificate.  VERSION is
1.2 or 1.3; the client shows its certificate.  SPLIT: bytes of a segment.
"""
import ssl
import sys

folder, version = sys.argv[1:3]
split = int(sys.argv[3]) if len(sys.argv) > 3 else 0
chosen = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


def context(side, name, other):
    c = ssl.SSLContext(side)
    c.check_hostname = False
    c.minimum_version = c.maximum_version = chosen[version]
    c.load_cert_chain(f"{folder}/{name}.pem")
    c.load_verify_locations(f"{folder}/{other}.pem")
    c.verify_mode = ssl.CERT_REQUIRED
    return c


class End:
    def __init__(self, c, server):
        self.into, self.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.ssl = c.wrap_bio(self.into, self.out, server_side=server,
                              server_hostname=None if server else
                              "gw.example.com")
        self.done = False

    def step(self):
        if self.done:
            return
        try:
            self.ssl.do_handshake()
            self.done = True
        except ssl.SSLWantReadError:
            pass


unit = context(ssl.PROTOCOL_TLS_CLIENT, "unit", "server")
unit.set_alpn_protocols(["mqtt"])
ends = [End(unit, False),
        End(context(ssl.PROTOCOL_TLS_SERVER, "server", "unit"), True)]
print("open")
while not (ends[0].done and ends[1].done):
    for i, word in enumerate(("up", "down")):
        ends[i].step()
        data = ends[i].out.read()
        ends[1 - i].into.write(data)
        for at in range(0, len(data), split or len(data) or 1):
            print(word, data[at:at + (split or len(data))].hex())
print("close")
