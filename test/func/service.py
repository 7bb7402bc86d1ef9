# SPDX-License-Identifier: Apache-2.0
"""A service under test: its processes, its doors (sockets in this folder)."""
import http.client
import json
import os
import signal
import socket
import subprocess
import time

VEDETTE = os.environ["VEDETTE"]
PASSWORD = "correct horse battery"
ROLES = ("keeper", "engine", "edge", "act", "api")


class Local(http.client.HTTPConnection):
    """HTTP over a local socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self.path)


def within(seconds, what, ask):
    """Wait until ${ask}() gives something true, and return that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        got = ask()
        if got:
            return got
        time.sleep(0.05)
    raise SystemExit(f"after {seconds} s still not: {what}")


class Service:
    def __init__(self, settings="", source="", env=None, config=None):
        self.env = dict(os.environ, **(env or {}))
        self._token = None
        here = os.getcwd()
        with open("run.yaml", "w") as f:
            f.write(config or
                    f"data: {here}/data\n{settings}sources:\n"
                    f"  - {{name: push, kind: http, listen: 'unix:{here}/in'"
                    f"{source}}}\napi: {{listen: 'unix:{here}/api'}}\n")
        self.start()

    def start(self):
        self.log = open("log", "w+")
        self.p = subprocess.Popen([VEDETTE, "run", "run.yaml"],
                                  stderr=self.log, env=self.env)
        within(60, "ready", lambda: "vedette: ready\n" in self.said() or
               self.p.poll() is not None)
        if self.p.poll() is not None:
            raise SystemExit(f"it did not start: {self.said()}")

    @property
    def token(self):
        """An administrator's; made when it is asked for first."""
        if self._token is None:
            self._token = subprocess.run(
                [VEDETTE, "token", "add", "test", "--role", "admin",
                 "--config", "run.yaml"], stdout=subprocess.PIPE,
                check=True, text=True).stdout.strip()
        return self._token

    @token.setter
    def token(self, text):
        self._token = text

    def sign_in(self, how="session", name="admin", password=PASSWORD,
                **more):
        """Headers of a session."""
        body = dict(more, name=name, password=password)
        status, head, text = self.ask(f"/v1/{how}", "POST",
                                      json.dumps(body), token=False)
        if status != 201:
            raise SystemExit(f"{how}: {status} {text}")
        return {"Cookie": head["Set-Cookie"].split(";")[0],
                "Vedette-CSRF": json.loads(text)["csrf"]}

    def make_token(self, signed, name, **more):
        status, _, text = self.ask("/v1/tokens", "POST",
                                   json.dumps(dict(more, name=name)),
                                   token=False, headers=signed)
        if status != 201:
            raise SystemExit(f"token: {status} {text}")
        return json.loads(text)["token"]

    def account(self, name, role, **more):
        """A new account: headers of its session."""
        body = dict(more, name=name, role=role, password=PASSWORD)
        status, _, text = self.ask("/v1/users", "POST", json.dumps(body))
        if status != 201:
            raise SystemExit(f"account: {status} {text}")
        return self.sign_in(name=name)

    def said(self):
        with open("log") as f:
            return f.read()

    def stop(self):
        self.p.send_signal(signal.SIGTERM)
        status = self.p.wait(60)
        if status != 0:
            raise SystemExit(f"ended with {status}: {self.said()}")

    def pid(self, role):
        """Its process, or None."""
        for name in os.listdir("/proc"):
            if not name.isdigit():
                continue
            try:
                with open(f"/proc/{name}/cmdline", "rb") as f:
                    argv = f.read().split(b"\0")
                with open(f"/proc/{name}/stat") as f:
                    parent = int(f.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if parent == self.p.pid and f"--role={role}".encode() in argv:
                return int(name)
        return None

    def kill(self, role):
        pid = self.pid(role)
        if pid is not None:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                return False
        return pid is not None

    def push(self, body, headers=()):
        """Status and body of the answer."""
        c = Local("in")
        c.request("POST", "/v1/events", body, dict(headers))
        r = c.getresponse()
        return r.status, r.read()

    def push_surely(self, body):
        """Again and again until it is acknowledged, as a sender would."""
        def once():
            try:
                return self.push(body)[0] == 200
            except OSError:
                return False
            except http.client.HTTPException:
                return False
        within(60, "acknowledged", once)

    def ask(self, path, method="GET", body=None, token=None, headers=()):
        """Status, headers and body of the answer."""
        c = Local("api")
        head = dict(headers)
        if token is not False:
            head["Authorization"] = f"Bearer {token or self.token}"
        c.request(method, path, body, head)
        r = c.getresponse()
        return r.status, r.headers, r.read()
