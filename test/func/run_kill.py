# SPDX-License-Identifier: Apache-2.0
"""Roles are killed while events come.  argv: event lines, seed, kills.

Every event that was acknowledged is in the journal, once; the alerts are
those of scan over the journal.
"""
import json
import random
import sqlite3
import subprocess
import sys

from service import ROLES, Service, VEDETTE, within

path, seed, kills = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
dice = random.Random(seed)
with open(path, "rb") as f:
    lines = f.read().splitlines(True)
n = max(1, len(lines) // (4 * kills))
batches = [lines[i:i + n] for i in range(0, len(lines), n)]
when = set(dice.sample(range(len(batches)), min(kills, len(batches))))

s = Service("engine: {tick: none, snapshot: 1 s}\n")
for i, batch in enumerate(batches):
    if i in when:
        s.kill(dice.choice(ROLES))
    s.push_surely(b"".join(batch))


def alerts():
    db = sqlite3.connect("file:data/store/vedette.db?mode=ro", uri=True)
    with db:
        return dict(db.execute("SELECT id, count FROM alert"))


def cat():
    return subprocess.run([VEDETTE, "journal", "cat", "data/journal"],
                          capture_output=True, check=True).stdout


within(30, "all roles", lambda: all(s.pid(r) for r in ROLES))
s.stop()
journal = cat()
if set(journal.splitlines(True)) != set(lines):
    raise SystemExit("the journal has not what was acknowledged")
with open("journal.jsonl", "wb") as f:
    f.write(journal)
out = subprocess.run([VEDETTE, "scan", "--format", "json", "journal.jsonl"],
                     capture_output=True, text=True).stdout
want = {json.loads(x)["id"] for x in out.splitlines()}
if set(alerts()) != want or not want:
    raise SystemExit(f"{len(alerts())} alerts, scan has {len(want)}: missing "
                     f"{want - set(alerts())}, beyond {set(alerts()) - want}")
print(f"killed {len(when)} times, {len(lines)} events, {len(want)} alerts")
