# SPDX-License-Identifier: Apache-2.0
"""Roles under users of their own."""
import json
import os
import pwd

from service import Service, within

USERS = {"edge": "daemon", "engine": "bin", "keeper": "sys", "api": "nobody"}
RULE = """title: Unlock
id: 5d7ff8f6-2a4f-4b46-9a39-000000000001
level: high
logsource: {product: fleet}
detection: {s: {type: command.request}, condition: s}
"""
EVENT = ('{{"id":"e{0}","type":"command.request","command":"unlock",'
         '"time":"2026-03-02T08:00:0{0}Z","vehicle":{{"id":"v{0}"}},'
         '"command_id":"c{0}"}}\n')


def must(ok, what):
    if not ok:
        raise SystemExit(what)


def alerts(s):
    return len(json.loads(s.ask("/v1/alerts")[2])["items"])


def owner(path):
    return pwd.getpwuid(os.stat(path).st_uid).pw_name


def status(pid, key):
    with open(f"/proc/{pid}/status") as f:
        for line in f:
            if line.startswith(key + ":"):
                return line.split(":")[1].split()
    raise SystemExit(key)


here = os.getcwd()
os.mkdir("rules", 0o755)
with open("rules/r.yml", "w") as f:
    f.write(RULE)
os.chmod("rules/r.yml", 0o644)
os.umask(0o022)
roles = ", ".join(f"{role}: {{user: {user}, files: 500}}"
                  for role, user in USERS.items())
s = Service(f"rules: {{folders: [{here}/rules]}}\nengine: {{tick: none}}\n"
            f"roles: {{{roles}}}\n")
for n in range(2):
    for role, user in USERS.items():
        pid, uid = s.pid(role), str(pwd.getpwnam(user).pw_uid)
        must(status(pid, "Uid") == [uid] * 4, f"{role} is not {user}")
        must("0" not in status(pid, "Groups"), f"{role} is of root's group")
        must(status(pid, "CapPrm") == ["0" * 16], f"{role} may more")
        must(status(pid, "NoNewPrivs") == ["1"], f"{role} could get more")
        with open(f"/proc/{pid}/limits") as f:
            must(any(x.split()[:5] == ["Max", "open", "files", "500", "500"]
                     for x in f), f"{role} may open more files")
    must(s.push(EVENT.format(n).encode())[0] == 200, "push")
    within(20, "an alert", lambda: alerts(s) == n + 1)
    s.kill("engine")
    within(20, "another engine", lambda: s.pid("engine"))
    within(20, "ready", lambda: s.ask("/readyz", token=False)[0] == 200)
    s.stop()
    for path, user in (("data/journal/manifest", "daemon"),
                       ("data/state", "bin"),
                       ("data/store/vedette.db", "sys")):
        must(owner(path) == user, f"{path} is {owner(path)}'s")
    must(os.stat("data/store").st_mode & 0o777 == 0o700, "store is open")
    s.start()
s.stop()
