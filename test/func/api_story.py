# SPDX-License-Identifier: Apache-2.0
"""Who may do what at the API.  argv: schema/openapi.json"""
import base64
import hashlib
import hmac
import json
import os
import sqlite3
import subprocess
import sys
import time

from service import PASSWORD, Local, Service, VEDETTE, within

VIN = "WVWZZZ1JZXW000017"
WRONG = "wrong horse battery"


def must(ok, what):
    if not ok:
        raise SystemExit(what)


def verb(*args, text=None):
    return subprocess.run([VEDETTE, *args, "--config", "run.yaml"],
                          input=text, capture_output=True, text=True)


def token(name, *args):
    got = verb("token", "add", name, *args)
    must(got.returncode == 0, got.stderr)
    return got.stdout.strip()


def post(s, path, body, method="POST", **how):
    return s.ask(path, method, json.dumps(body), **how)


def totp(secret, at):
    key = base64.b32decode(secret)
    d = hmac.new(key, (at // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    n = d[-1] & 15
    return f"{(int.from_bytes(d[n:n+4], 'big') & 0x7fffffff) % 10**6:06}"


def command(number, tenant, vin=VIN):
    return json.dumps({
        "id": f"c{tenant}{number}", "type": "auth.login", "tenant": tenant,
        "time": f"2026-03-02T08:00:{number:02}Z", "outcome": "failure",
        "login": f"ann{tenant}@mail.example.org",
        "vehicle": {"id": vin}, "actor": {"id": f"acc-{tenant}"},
        "client": {"ip": "192.0.2.7"}}).encode() + b"\n"


RULE = """title: Wrong password for the portal
id: 5c1b7c0e-0b5e-4a31-9d86-0d1b3f6c7a01
status: test
description: A sign-in failed.
author: test
date: 2026-03-02
logsource: {product: fleet, category: auth}
detection:
  selection: {outcome: failure, login|exists: true, client.ip|exists: true,
              vehicle.id|exists: true}
  condition: selection
level: high
"""
with open("rule.yml", "w") as f:
    f.write(RULE)

# ---- Set-up: a code, once.
here = os.getcwd()
s = Service(config=f"""data: {here}/data
engine: {{tick: none}}
rules: {{folders: ['{here}/rule.yml']}}
sources:
  - {{name: push, kind: http, listen: 'unix:{here}/in'}}
api: {{listen: 'unix:{here}/api', lock: {{after: 3, for: 10 min}}}}
""")
code = open("data/store/setup-code").read().strip()
must("set-up code, good once: " + code in s.said(), "no code was said")
must(post(s, "/v1/setup", {"code": "0" * 32, "name": "eve",
                           "password": PASSWORD}, token=False)[0] == 401,
     "set-up by a wrong code")
must(post(s, "/v1/setup", {"code": code, "name": "admin",
                           "password": "short"}, token=False)[0] == 422,
     "a short password")
must(verb("user", "add", "local", text=PASSWORD + "\n").returncode == 0,
     "user add")
must(post(s, "/v1/setup", {"code": code, "name": "eve",
                           "password": PASSWORD}, token=False)[0] == 401,
     "the code is good though there is an account")
gone = sqlite3.connect("data/store/vedette.db")
gone.execute("DELETE FROM account")
gone.commit()
gone.close()
s.token = admin = s.make_token(s.sign_in("setup", code=code), "first")
must(not os.path.exists("data/store/setup-code"), "the code's file stays")
must(post(s, "/v1/setup", {"code": code, "name": "eve",
                           "password": PASSWORD}, token=False)[0] == 401,
     "the code is good twice")

# ---- Alerts of two tenants.
for tenant in ("north", "south"):
    status, body = s.push(b"".join(command(i, tenant) for i in range(2)))
    must(json.loads(body)["accepted"] == 2, body)


def alerts(**how):
    status, _, body = s.ask("/v1/alerts", **how)
    must(status == 200, f"alerts: {status} {body}")
    return json.loads(body)["items"]


within(20, "alerts of both", lambda: {a["tenant"] for a in alerts()} ==
       {"north", "south"})
of = {a["tenant"]: a for a in alerts()}
must(set(of) == {"north", "south"}, f"alerts: {of}")

# ---- The table: each role tries each route.
with open(sys.argv[1]) as f:
    api = json.load(f)
ROLES = ("viewer", "analyst", "responder", "engineer", "dpo", "admin")
held = {role: token("t-" + role, "--role", role) for role in ROLES}
may = {}
for role in ROLES:
    status, _, body = s.ask("/v1/whoami", token=held[role])
    me = json.loads(body)
    must((status, me["role"]) == (200, role), body)
    may[role] = set(me["permissions"])
must("personal:see" not in may["admin"] and "users:manage" in may["admin"] and
     may["viewer"] < may["analyst"] < may["responder"], may)
tried = refused = 0
for path, routes in api["paths"].items():
    for method, route in routes.items():
        needs = set(route["x-permissions"])
        if path.endswith("/stream"):
            continue            # Does not end; see below.
        for role in ROLES + (None,):
            at = path.replace("{id}", "nobody")
            status, head, body = s.ask(at, method.upper(), "{}" if
                                       "requestBody" in route else None,
                                       token=held.get(role, False))
            must(status < 500 and str(status) in route["responses"],
                 f"{role} {method} {at}: {status} {body}")
            if needs == {"public"}:
                must(status == 400, f"{method} {at}: {status}")
            elif role is None:
                must(status == 401, f"nobody {method} {at}: {status}")
            else:
                must((status == 403) == (not needs <= may[role]),
                     f"{role} {method} {at}: {status} {body}")
            if status >= 400:
                must(head["Content-Type"] == "application/problem+json" and
                     json.loads(body)["status"] == status, body)
            tried += 1
            refused += status in (401, 403)
must(tried > 150 and refused > 40, f"{tried} tried, {refused} refused")
status, head, _ = s.ask("/v1/alerts", "DELETE")
must((status, head["Allow"]) == (405, "GET"), f"Allow: {head['Allow']}")

# ---- Another tenant's, another person's: not there.
north = token("north", "--role", "admin", "--tenant", "north")
must({a["tenant"] for a in alerts(token=north)} == {"north"}, "tenants")
for method, end in (("GET", ""), ("POST", "/status")):
    must(s.ask(f"/v1/alerts/{of['south']['id']}{end}", method,
               '{"status":"open"}', token=north)[0] == 404, f"south's{end}")
must(s.ask(f"/v1/alerts/{of['north']['id']}", token=north)[0] == 200, "own")
must(s.ask("/v1/audit", token=north)[0] == 403, "records of all tenants")
kim = s.account("kim", "analyst")
must(post(s, "/v1/users", {"name": "lee", "role": "analyst",
                           "tenant": "south", "password": PASSWORD})[0] ==
     201, "lee")
ann = s.account("resp", "responder")
must(s.ask("/v1/users/lee", token=False, headers=kim)[0] == 404, "lee's")
must(s.ask("/v1/users/kim", token=False, headers=kim)[0] == 200, "one's own")
must(s.ask("/v1/users/kim", token=north)[0] == 404, "of no tenant")
sessions = json.loads(s.ask("/v1/sessions", token=admin)[2])["items"]
for one in sessions:
    mine = one["account"] == "kim"
    if not mine:
        must(s.ask("/v1/sessions/" + one["id"], "DELETE", token=False,
                   headers=kim)[0] == 404, f"kim ends {one}")
must([x["account"] for x in json.loads(s.ask(
    "/v1/sessions", token=False, headers=kim)[2])["items"]] == ["kim"],
    "sessions of others are listed")
# Nobody makes himself more than he has.
for more in ({"role": "admin"}, {"scopes": ["personal:see"],
                                 "role": "responder"}):
    must(post(s, "/v1/tokens", dict(more, name="more"), token=False,
              headers=kim)[0] == 403, f"kim makes {more}")
small = s.make_token(kim, "small", scopes=["alerts:read"])
must(s.ask("/v1/alerts", token=small)[0] == 200, "small reads")
must(s.ask("/v1/sources", token=small)[0] == 403, "small has a scope")
must(post(s, "/v1/tokens", {"name": "x"}, token=small)[0] == 403,
     "a token makes a token")
post(s, "/v1/users/kim", {"disabled": True}, "PATCH")
must(s.ask("/v1/alerts", token=small)[0] == 401 and
     s.ask("/v1/alerts", token=False, headers=kim)[0] == 401,
     "kim is disabled and comes in")

# ---- Masked, unless role, purpose and record.
for how in ({}, {"token": held["responder"]}):
    text = s.ask("/v1/alerts", **how)[2].decode()
    must(VIN not in text and "mail.example" not in text and "[vin " in text
         and "[login " in text, text)
must(s.ask("/v1/alerts", headers={"Vedette-Purpose": "to look"})[0] == 403,
     "an administrator sees personal data")
must(s.ask("/v1/alerts", token=held["responder"],
           headers={"Vedette-Purpose": "x"})[0] == 400, "a purpose of a byte")
why = "theft, case 4711"
text = s.ask("/v1/alerts?limit=9", token=False,
             headers=dict(ann, **{"Vedette-Purpose": why}))[2].decode()
must(VIN in text and "annnorth@mail.example.org" in text, text)
notes = json.loads(s.ask("/v1/audit", token=held["dpo"])[2])["items"]
must((notes[0]["who"], notes[0]["what"], notes[0]["object"],
      notes[0]["detail"]) == ("resp", "unmask", "/v1/alerts?limit=9", why),
     notes[0])
done = {(n["what"], n["outcome"]) for n in notes}
must({("sign-in", "success"), ("sign-in", "failure"), ("set-up", "success"),
      ("user.add", "success"), ("user.change", "success"),
      ("token.add", "success")} <= done, done)
must(PASSWORD not in json.dumps(notes), "a password is on record")

# The stream is masked, and of one's tenant alone.
streams = {}
for who in (admin, north):
    c = Local("api")
    c.request("GET", "/v1/alerts/stream",
              headers={"Authorization": f"Bearer {who}"})
    streams[who] = c.getresponse()
for tenant in ("south", "north"):
    s.push(command(40, tenant, vin="WVWZZZ1JZXW000099").replace(
        b"192.0.2.7", b"192.0.2.8"))


def next_of(stream):
    line = b""
    while not line.startswith(b"data: "):
        line = stream.readline()
    must(b"WVWZZZ" not in line and b"mail.example" not in line, line)
    return json.loads(line[6:])["tenant"]


must(next_of(streams[north]) == "north", "north's stream has south's")
must({next_of(streams[admin]), next_of(streams[admin])} ==
     {"north", "south"}, "all tenants")

# A stream ends with what opened it.
small = s.make_token(ann, "small")
ident = [x["id"] for x in json.loads(s.ask("/v1/tokens")[2])["items"]
         if x["name"] == "small" and x["account"] == "resp"][0]
c = Local("api")
c.request("GET", "/v1/alerts/stream",
          headers={"Authorization": f"Bearer {small}"})
stream = c.getresponse()
must(stream.status == 200, "small streams")
must(s.ask("/v1/tokens/" + ident, "DELETE")[0] == 204, "revoke")
while stream.readline():
    pass

# ---- Cookies: what a browser sends by itself changes nothing.
head = s.ask("/v1/session", "POST", json.dumps(
    {"name": "resp", "password": PASSWORD}), token=False)[1]["Set-Cookie"]
for word in ("__Host-vedette=", "Secure", "HttpOnly", "SameSite=Strict",
             "Path=/"):
    must(word in head, f"cookie: {head}")
cookie = {"Cookie": ann["Cookie"]}
change = f"/v1/alerts/{of['north']['id']}/status"
must(s.ask("/v1/whoami", token=False, headers=cookie)[0] == 200, "reads")
must(post(s, change, {"status": "open"}, token=False,
          headers=cookie)[0] == 403, "a change without the header")
must(post(s, change, {"status": "open"}, token=False, headers=dict(
    ann, Origin="https://evil.example"))[0] == 403, "another's page")
must(post(s, change, {"status": "open"}, token=False, headers=ann)[0] == 200,
     "a change")
must(s.ask("/v1/whoami", token=ann["Cookie"].split("=")[1])[0] == 401,
     "a session's secret as a token")

# ---- Work on an alert; what people write is masked as well.
one = f"/v1/alerts/{of['north']['id']}"
status, head, _ = s.ask(one)
tag = {"If-Match": head["ETag"]}
must(post(s, one + "/assign", {"assignee": "lee"}, headers=tag)[0] == 200,
     "assign")
must(post(s, one + "/assign", {"assignee": "kai"}, headers=tag)[0] == 412,
     "assign what has changed")
must(post(s, one + "/comments", {"text": "call +49 30 1234567"})[0] == 201,
     "comment")
must(post(s, one + "/close", {"verdict": "maybe", "reason": "x"})[0] == 400,
     "a verdict that is none")
got = json.loads(post(s, one + "/close", {"verdict": "benign",
                                          "reason": "a test"})[2])
must((got["status"], got["assignee"]) == ("closed", "lee"), got)
works = json.loads(s.ask(one + "/history")[2])["items"]
must([w["what"] for w in works] == ["status", "assign", "comment", "close"]
     and works[-1]["value"] == "benign" and "1234567" not in str(works),
     works)

# ---- A rule is muted: its alerts are kept all the same, and say so.
rule = "/v1/rules/5c1b7c0e-0b5e-4a31-9d86-0d1b3f6c7a01"
got = json.loads(s.ask(rule)[2])
must(got["state"] == "enabled" and got["alerts"] >= 2 and
     got["title"] == "Wrong password for the portal", got)
must(len(json.loads(s.ask("/v1/rules")[2])["items"]) == 1, "rules")
until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400))
mute = {"state": "muted", "reason": "known", "until": until}
must(post(s, rule + "/state", {"state": "muted", "reason": "x"})[0] == 422,
     "muted for ever")
must(post(s, "/v1/rules/none/state", mute)[0] == 404, "a rule that is none")
must(post(s, rule + "/state", mute, token=north)[0] == 403, "a tenant mutes")
must(json.loads(post(s, rule + "/state", mute)[2])["state"] == "muted", "mute")
s.push(command(50, "west"))
west = within(20, "the muted alert", lambda: [
    a for a in alerts() if a["tenant"] == "west"])
must(west[0]["status"] == "muted", west)
must(json.loads(post(s, rule + "/state", {"state": "enabled",
                                          "reason": "over"})[2])["state"] ==
     "enabled", "over")

# ---- Registers: on disk before the answer, as events.
row = {"table": "owner", "key": "veh-1", "row": {"account_id": "acc-1"}}
for bad, why in (({"table": "ownr", "key": "k"}, "no such table"),
                 (dict(row, row={"shade": 1}), "no such column"),
                 ({"table": "owner"}, "needed"),
                 (dict(row, type="x"), "no such member"),
                 (dict(row, valid_from="today"), "expected a time")):
    status, _, body = post(s, "/v1/reference", {"rows": [row, bad]})
    must(status == 422 and why in json.loads(body)["detail"],
         f"{bad}: {status} {body}")
status, _, body = post(s, "/v1/reference", {"rows": [row, dict(
    row, key="veh-2")]}, token=north)
must((status, json.loads(body)) == (200, {"accepted": 2}), body)
lines = subprocess.run([VEDETTE, "journal", "cat", "data/journal"],
                       capture_output=True, text=True).stdout.splitlines()
rows = [json.loads(x) for x in lines if '"ref.row"' in x]
must([(x["key"], x["tenant"], x["row"]) for x in rows] ==
     [(k, "north", {"account_id": "acc-1"}) for k in ("veh-1", "veh-2")],
     rows)

# ---- A second factor: each code once.
me = "/v1/users/resp"
made = json.loads(post(s, me + "/totp", {}, token=False, headers=ann)[2])
now = int(time.time())
must(post(s, me + "/totp/confirm", {"code": "000000" if totp(
    made["secret"], now) != "000000" else "111111"}, token=False,
    headers=ann)[0] == 422, "a wrong code")
must(post(s, me + "/totp/confirm", {"code": totp(made["secret"], now)},
          token=False, headers=ann)[0] == 204, "confirm")
sign = {"name": "resp", "password": PASSWORD}
must(post(s, "/v1/session", sign, token=False)[0] == 401, "no code")
must(post(s, "/v1/session", dict(sign, code=totp(made["secret"], now)),
          token=False)[0] == 401, "a code that was used")
must(post(s, "/v1/session", dict(sign, code=totp(made["secret"], now + 30)),
          token=False)[0] == 201, "the next code")

# ---- Lock-out: the same for who is and who is not.
answers = []
for name in ("lee", "nobody"):
    wrong = {"name": name, "password": WRONG}
    answers.append([post(s, "/v1/session", wrong, token=False)
                    for _ in range(2)])
    right = {"name": name, "password": PASSWORD}
    answers[-1].append(post(s, "/v1/session", wrong, token=False))
    status, head, body = post(s, "/v1/session", right, token=False)
    must(status == 429 and 0 < int(head["Retry-After"]) <= 600,
         f"{name} is not locked: {status} {body}")
must([a[0] for a in answers[0]] == [401] * 3 and
     [a[2] for a in answers[0]] == [a[2] for a in answers[1]],
     f"who there is can be told: {answers}")

# The last administrator stays.
must(post(s, "/v1/users/admin", {"role": "viewer"}, "PATCH")[0] == 409,
     "nobody is left")
status, head, body = s.ask("/v1/users/lee")
must(post(s, "/v1/users/lee", {"role": "viewer"}, "PATCH",
          headers={"If-Match": '"77"'})[0] == 412, "If-Match")

# ---- Offline, beside the service that runs; a way back in.
must(verb("user", "add", "kai", "--role", "dpo",
          text=PASSWORD + "\n").returncode == 0, "user add")
must(verb("user", "add", "kai", text=PASSWORD + "\n").returncode == 1,
     "kai twice")
s.sign_in(name="kai")
must(verb("user", "passwd", "kai", text=WRONG + "\n").returncode == 0, "new")
must(post(s, "/v1/session", {"name": "kai", "password": PASSWORD},
          token=False)[0] == 401, "the old password")
must("kai" in verb("user", "list").stdout, "user list")
listed = verb("token", "list").stdout
ident = [x.split()[0] for x in listed.splitlines() if " t-viewer " in x][0]
must(verb("token", "revoke", ident).returncode == 0, "token revoke")
must(s.ask("/v1/whoami", token=held["viewer"])[0] == 401, "revoked")
must(verb("user", "role", "kai", "king").returncode == 2, "role king")
s.stop()
