# SPDX-License-Identifier: Apache-2.0
"""Three doors of the edge: one by token, one by signature, one by
certificate.  Certificates lie in this folder."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import socket
import ssl
import time

from service import Local, Service, within

here = os.getcwd()
KEY = b"a key of twenty bytes"
with open("hmac.key", "wb") as f:
    f.write(KEY + b"\n")


def must(ok, what):
    if not ok:
        raise SystemExit(what)


def line(n):
    return json.dumps({
        "id": f"push-{n}", "type": "device.connect", "protocol": "tcp",
        "outcome": "success", "device": {"id": f"d{n}"},
        "time": "2026-03-02T08:15:00Z", "source": {"name": "push"}}
    ).encode() + b"\n"


TLS = f"tls: {{cert: {here}/server.pem, key: 'file:{here}/server.key'"
CONFIG = f"""data: {here}/data
engine: {{tick: none}}
sources:
  - name: token
    kind: http
    listen: 'unix:{here}/token'
    token-sha256: {hashlib.sha256(b"sesame").hexdigest()}
    body: 64 KiB
    queue: 64 KiB
  - name: signed
    kind: http
    listen: 'unix:{here}/signed'
    hmac: 'file:{here}/hmac.key'
  - name: certified
    kind: http
    listen: 'unix:{here}/certified'
    {TLS}, ca: {here}/authority.pem}}
api:
  listen: 'unix:{here}/api'
  {TLS}}}
"""


class Tls(Local):
    """HTTP over TLS over a local socket, perhaps with a certificate."""

    def __init__(self, path, who=None):
        super().__init__(path)
        self.context = ssl.create_default_context(cafile="authority.pem")
        if who:
            self.context.load_cert_chain(f"{who}.pem", f"{who}.key")

    def connect(self):
        super().connect()
        self.sock = self.context.wrap_socket(self.sock,
                                             server_hostname="localhost")


def push(c, body, **headers):
    names = {k.replace("_", "-"): v for k, v in headers.items()}
    c.request("POST", "/v1/events", body, names)
    r = c.getresponse()
    text = r.read()
    if r.headers.get("Content-Type") == "application/json":
        text = json.loads(text)
    return r.status, text


def signed(body, at=None, msg="m1", key=KEY):
    at = str(int(time.time()) if at is None else at)
    sum_ = hmac.new(key, f"{msg}.{at}.".encode() + body, hashlib.sha256)
    return {"webhook-id": msg, "webhook-timestamp": at,
            "webhook-signature":
                "v1," + base64.b64encode(sum_.digest()).decode()}


s = Service(config=CONFIG)

# By token; the same request again is answered the same.
bearer = {"Authorization": "Bearer sesame"}
must(push(Local("token"), line(1))[0] == 401, "without a token")
must(push(Local("token"), line(1), Authorization="Bearer open")[0] == 401,
     "with another token")
status, told = push(Local("token"), line(1), Idempotency_Key="k1", **bearer)
must((status, told["accepted"]) == (200, 1), f"token: {status} {told}")
status, told = push(Local("token"), line(1), Idempotency_Key="k1", **bearer)
must((status, told["accepted"], told["repeated"]) == (200, 1, True),
     f"again: {status} {told}")
must(push(Local("token"), line(2), Idempotency_Key="k1", **bearer)[0] == 422,
     "the key with another body")
must(push(Local("token"), line(2), Idempotency_Key="k" * 256,
          **bearer)[0] == 400, "a key of 256 bytes")
must(push(Local("token"), line(3) * 600, **bearer)[0] == 413, "too large")

# What was refused may come again with its key.
status, _ = push(Local("token"), b"\x1f\x8b\x08\x00rubbish",
                 Idempotency_Key="k2", **bearer)
must(status == 400, f"rubbish: {status}")
status, told = push(Local("token"), line(4), Idempotency_Key="k2", **bearer)
must((status, told["accepted"]) == (200, 1), f"its key: {status} {told}")

# More at once than it holds: not now.
half = Local("token")
half.putrequest("POST", "/v1/events")
for k, v in bearer.items():
    half.putheader(k, v)
half.putheader("Content-Length", "60000")
half.endheaders(b"x" * 50000)
time.sleep(0.2)
c = Local("token")
c.request("POST", "/v1/events", b"y" * 40000, bearer)
r = c.getresponse()
must(r.status == 429 and r.headers["Retry-After"] == "1",
     f"too much at once: {r.status}")
half.close()

# By signature: of this body, of now.
must(push(Local("signed"), line(5))[0] == 401, "without a signature")
must(push(Local("signed"), line(5), **signed(line(6)))[0] == 401,
     "of another body")
must(push(Local("signed"), line(5), **signed(line(5), key=b"x" * 21))[0] ==
     401, "by another key")
must(push(Local("signed"), line(5),
          **signed(line(5), at=int(time.time()) - 400))[0] == 401, "too old")
status, told = push(Local("signed"), line(5), **signed(line(5)))
must((status, told["accepted"]) == (200, 1), f"signed: {status} {told}")
# A replay brings nothing.
status, told = push(Local("signed"), line(5), **signed(line(5)))
must((status, told.get("repeated")) == (200, True), f"replay: {told}")


# By certificate.
def certified(who):
    try:
        return push(Tls("certified", who), line(7))[0]
    except (ssl.SSLError, OSError, http.client.HTTPException):
        return 0


must(certified("sender") == 200, f"certified: {certified('sender')}")
must(certified(None) in (0, 403), "without a certificate")
must(certified("stranger") in (0, 403), "with one that nobody knows")
plain = socket.socket(socket.AF_UNIX)
plain.connect("certified")
plain.settimeout(10)
plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
try:
    must(b"200" not in plain.recv(64), "without TLS")
except ConnectionError:
    pass

# The API speaks TLS; the source's state counts who was refused.
def sources():
    c = Tls("api")
    c.request("GET", "/v1/sources",
              headers={"Authorization": f"Bearer {s.token}"})
    return {x["name"]: x for x in json.loads(c.getresponse().read())
            ["sources"]}


within(5, "the state of all", lambda: sources()["certified"]["accepted"] >= 1)
state = sources()
must(state["token"]["accepted"] == 2 and state["token"]["refused"] == 2 and
     state["signed"]["accepted"] == 1 and state["signed"]["refused"] == 4,
     state)
s.stop()
