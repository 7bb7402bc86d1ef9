#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Turn a codec's cases into the script of a capture for pcap.py: a car that
drives, and then the order to stop its engine.

usage: engine_stop.py VEDETTE CASES.txt

Takes the first case with a sample of more than 10 km/h, up to that sample,
and the first order of the same unit, else of any, that stops an engine.  Says
"none" when the cases have no such order.
"""
import datetime
import json
import os
import re
import subprocess
import sys

STOPS = {"immobilise", "fuel_cut", "stop"}
CHARS = {"r": 13, "n": 10, "t": 9, "\\": 92}


def bytes_of(line):
    kind, _, rest = line.partition(" ")
    if kind == "hex":
        return bytes.fromhex(rest)
    if kind != "text":
        return None
    out, at = bytearray(), 0
    while at < len(rest):
        if rest[at] != "\\":
            out += rest[at].encode()
            at += 1
        elif rest[at + 1] == "x":
            out.append(int(rest[at + 2:at + 4], 16))
            at += 4
        else:
            out.append(CHARS[rest[at + 1]])
            at += 2
    # A text may stand here without its line's end.
    return bytes(out).rstrip(b"\r\n") + b"\r\n"


def decode(vedette, path, sent):
    """The events of these messages, each with the line that said it."""
    name = os.path.basename(path)[:-len(".txt")]
    done = subprocess.run([vedette, "decode", "--as", name, "--hex", "-"],
                          input="\n".join(b.hex() for b in sent) + "\n",
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True)
    return [json.loads(x) for x in done.stdout.splitlines()]


def cases(vedette, path):
    """Those that hold what is wanted: their messages, what they say."""
    with open(path) as f:
        for block in re.split(r"\n\n+", f.read()):
            lines = block.splitlines()
            sent = [b for b in map(bytes_of, lines) if b is not None]
            told = [json.loads(x[2:]) for x in lines if x.startswith("= ")]
            if sent and any(moves(e) or stops(e) for e in told):
                yield sent, decode(vedette, path, sent)


def stops(event):
    return (event["type"] == "command.request" and
            event.get("command") in STOPS)


def moves(event):
    speed = event.get("gnss", {}).get("speed_kmh", 0)
    signals = event.get("signals", {})
    return (event["type"] == "telemetry.sample" and speed > 10 and
            "Vehicle.CurrentLocation.Latitude" in signals and
            "Vehicle.CurrentLocation.GNSSReceiver.FixType" not in signals)


def pairs(every):
    """Each moving sample with each order, and what was sent before it."""
    for sent, told in every:
        down = {e["source"]["line"] for e in told
                if e["type"].startswith("command.request")}
        for sample in filter(moves, told):
            at = sample["source"]["line"]
            before = [b for i, b in enumerate(sent[:at], 1) if i not in down]
            last = max(e["time"] for e in told if e["source"]["line"] <= at)
            for orders, said in every:
                for order in filter(stops, said):
                    yield (sample["device"] == order["device"], before, last,
                           orders[order["source"]["line"] - 1])


def main():
    every = list(cases(*sys.argv[1:]))
    found = list(pairs(every))
    if not found:
        print("none")
        return
    _, before, last, order = max(found, key=lambda pair: pair[0])
    when = datetime.datetime.fromisoformat(last.replace("Z", "+00:00"))
    # The login is not younger than what is reported behind it.
    print(f"at {int(when.timestamp()) - 2 - len(before) // 4}\nopen")
    for b in before:
        print("up", b.hex())
    print("wait 3\ndown", order.hex())
    print("close")


main()
