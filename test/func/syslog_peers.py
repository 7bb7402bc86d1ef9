# SPDX-License-Identifier: Apache-2.0
"""rsyslog or nginx send to the service; both are started anew."""
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

from service import Service, within

here = os.getcwd()
kind = sys.argv[1]


def must(ok, what):
    if not ok:
        raise SystemExit(what)


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


PORT = free_port()
DOOR = free_port(socket.SOCK_DGRAM)
WEB = free_port()
SOURCES = {"rsyslogd": f"""
  - {{name: in, kind: syslog, listen: '127.0.0.1:{PORT}', mapping: sshd}}
""", "nginx": f"""
  - {{name: in, kind: syslog, transport: udp, mapping: combined,
     listen: '127.0.0.1:{PORT}'}}
"""}
SAID = "Failed password for invalid user eve from 192.0.2.7 port 4711 ssh2"


def rsyslog():
    with open("rsyslog.conf", "w") as f:
        f.write(f"""module(load="imudp")
global(workDirectory="{here}/spool")
input(type="imudp" address="127.0.0.1" port="{DOOR}")
action(type="omfwd" target="127.0.0.1" port="{PORT}" protocol="tcp"
  TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format"
  action.resumeInterval="1" action.resumeRetryCount="-1"
  queue.type="linkedList")
""")
    os.makedirs("spool", exist_ok=True)
    return ["rsyslogd", "-n", "-f", f"{here}/rsyslog.conf", "-i",
            f"{here}/rsyslog.pid"]


def nginx():
    with open("nginx.conf", "w") as f:
        f.write(f"""daemon off; master_process off; pid {here}/nginx.pid;
error_log {here}/web/error.log;
events {{ }}
http {{
  access_log {here}/web/access.log combined;
  access_log syslog:server=127.0.0.1:{PORT} combined;
  client_body_temp_path {here}/web; proxy_temp_path {here}/web;
  fastcgi_temp_path {here}/web; uwsgi_temp_path {here}/web;
  scgi_temp_path {here}/web;
  server {{ listen 127.0.0.1:{WEB}; return 204; }}
}}
""")
    return ["nginx", "-e", f"{here}/web/error.log", "-c",
            f"{here}/nginx.conf"]


def ask():
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{WEB}/x") as r:
            return r.status == 204
    except OSError:
        return False


def begin():
    out = open("peer.log", "a")
    return subprocess.Popen(rsyslog() if kind == "rsyslogd" else nginx(),
                            stdout=out, stderr=out)


def say(n):
    if kind == "nginx":
        within(10, "nginx answers", ask)
        for _ in range(n - 1):
            must(ask(), "no answer")
        return
    u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for i in range(n):
        u.sendto(f"<38>Nov 23 10:00:0{i} gate sshd[7]: {SAID}".encode(),
                 ("127.0.0.1", DOOR))


def accepted(name):
    return next(x for x in json.loads(s.ask("/v1/sources")[2])["sources"]
                if x["name"] == name)["accepted"]


shutil.rmtree("data", ignore_errors=True)
os.makedirs("web", exist_ok=True)
s = Service(config=f"data: {here}/data\nengine: {{tick: none}}\n"
            f"sources:{SOURCES[kind]}api: {{listen: 'unix:{here}/api'}}\n")
names = ["in"]
for turn in (1, 2):
    peer = begin()
    if kind == "rsyslogd":
        within(10, "rsyslog listens", lambda: f"{DOOR:04X}" in
               open("/proc/net/udp").read())
    say(5)
    for name in names:
        within(10, f"{kind}: {name}", lambda: accepted(name) == 5 * turn)
    peer.terminate()
    peer.wait(20)
if kind == "rsyslogd":
    # What comes while the service is away waits at its sender.
    peer = begin()
    within(10, "rsyslog listens", lambda: f"{DOOR:04X}" in
           open("/proc/net/udp").read())
    s.stop()
    time.sleep(0.2)
    say(5)
    time.sleep(0.2)
    s.start()
    # TCP: what was sent into a connection that was cut may be lost to it.
    within(20, "what waited", lambda: accepted("in") >= 4)
    peer.terminate()
    peer.wait(20)
s.stop()
