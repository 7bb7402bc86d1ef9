# SPDX-License-Identifier: Apache-2.0
"""What the service counts.  argv: file of event lines."""
import json
import os
import re
import signal
import subprocess
import sys

from service import Service, VEDETTE, within

NAME = r"vedette_[a-z_]+"
SOURCE = os.environ["VEDETTE_SOURCE"]


def must(ok, what):
    if not ok:
        raise SystemExit(what)


def parse(text):
    """Samples by name and label; each family has its type before it."""
    must(text.endswith("# EOF\n"), "no # EOF")
    kinds, values = {}, {}
    for line in text.splitlines()[:-1]:
        m = re.fullmatch(rf"# TYPE ({NAME}) (counter|gauge)", line)
        if m:
            must(m[1] not in kinds, f"twice: {line}")
            kinds[m[1]], last = m[2], m[1]
            continue
        m = re.fullmatch(rf"# HELP ({NAME}) \S.*", line)
        if m:
            must(m[1] == last, line)
            continue
        m = re.fullmatch(rf'({NAME})(?:{{([a-z]+)="([^"\\]*)"}})? '
                         r"(\d+(?:\.\d+)?)", line)
        must(m, f"no line of OpenMetrics: {line}")
        total = "_total" if kinds[last] == "counter" else ""
        must(m[1] == last + total, line)
        must((m[1], m[3]) not in values, f"twice: {line}")
        values[m[1], m[3]] = float(m[4])
    return kinds, values


def scrape(s):
    status, head, body = s.ask("/metrics")
    must(status == 200 and head["Content-Type"].startswith(
        "application/openmetrics-text; version=1.0.0"), head)
    return parse(body.decode())


def wait_for(s, name, label, test):
    return within(20, f"{name} {label}",
                  lambda: test(scrape(s)[1].get(("vedette_" + name, label),
                                                -1)))


with open(sys.argv[1], "rb") as f:
    lines = f.read()
n = lines.count(b"\n")
# So that roles are asked often.
s = Service("engine: {tick: none}\n", env={"WATCHDOG_USEC": "300000"})
must(s.push(lines + b"{}\n")[0] == 200, "push")
wait_for(s, "engine_lines", None, lambda v: v == n)
want = len(json.loads(s.ask("/v1/alerts?limit=1000")[2])["items"])
wait_for(s, "source_accepted_events_total", "push", lambda v: v == n)
within(20, "all alerts are counted", lambda: sum(
    v for (name, _), v in scrape(s)[1].items()
    if name == "vedette_alerts_raised_total") == want)
kinds, values = scrape(s)
for name, label, value in (
        ("source_rejected_events_total", "push", 1), ("source_up", "push", 1),
        ("journal_lines", None, n), ("journal_full", None, 0),
        ("engine_behind_events", None, 0), ("engine_vehicles", None, 10),
        ("engine_behind_seconds", None, 0), ("role_ready", "engine", 1),
        ("role_restarts_total", "engine", 0)):
    got = values["vedette_" + name, label]
    must(got == value, f"{name} {label}: {got}, not {value}")
for name, least in (("role_resident_bytes", 1 << 20),
                    ("disk_free_bytes", 1), ("journal_syncs_total", 1),
                    ("journal_written_bytes_total", len(lines) - 1),
                    ("journal_sync_seconds_total", 1e-6),
                    ("store_size_bytes", 4096), ("engine_rules", 100),
                    ("source_last_seen_timestamp_seconds", 1e9)):
    got = [v for (x, _), v in values.items() if x == "vedette_" + name]
    must(got and min(got) >= least, f"{name}: {got}")
# The rules and the dashboard ask for what there is.
known = {k + ("_total" if kind == "counter" else "")
         for k, kind in kinds.items()}
for path in ("dist/prometheus/vedette.rules.yml",
             "dist/grafana/vedette.json"):
    with open(f"{SOURCE}/{path}") as f:
        text = f.read()
    asked = set(re.findall(NAME, text))
    must(len(asked) > 10 and asked <= known, f"{path}: {asked - known}")
with open(f"{SOURCE}/dist/grafana/vedette.json") as f:
    panels = json.load(f)["panels"]
must(len({p["id"] for p in panels}) == len(panels) and
     all(t["expr"] for p in panels for t in p["targets"]), "dashboard")

# A token for that alone, as the guide has it for Prometheus.
token = subprocess.run(
    [VEDETTE, "token", "add", "prometheus", "--role", "engineer", "--scope",
     "metrics:read", "--config", "run.yaml"],
    capture_output=True, text=True, check=True).stdout.strip()
must(s.ask("/metrics", token=token)[0] == 200, "its token")
must(s.ask("/v1/alerts", token=token)[0] == 403, "it may more")

# Without a token: whether it is ready, and nothing more.
must(s.ask("/readyz", token=False)[::2] == (200, b"ready\n"), "readyz")
for path in ("/metrics", "/status"):
    must(s.ask(path, token=False)[0] == 401, path)
must(s.ask("/status")[0] == 404, "/status is of the socket")
must(os.stat("data/status").st_mode & 0o777 == 0o600, "socket's mode")


def status(*option):
    p = subprocess.run([VEDETTE, "status", *option, "run.yaml"],
                       capture_output=True, text=True)
    return p.returncode, p.stdout


code, text = status()
must(code == 0 and text.startswith("ready\n"), text)
must(re.search(rf"^  push +1 +{n:,} +1 ", text, re.M), text)
must(re.search(r"^  engine +1 +0 +[0-9.]+ MiB +\d+ s$", text, re.M), text)
code, text = status("--metrics")
must(code == 0 and parse(text)[0] == kinds, text)

# While it runs its ports are its own; doctor says how it is.
p = subprocess.run([VEDETTE, "doctor", "run.yaml"], capture_output=True,
                   text=True)
must(re.search("^ok    service +it runs and is ready$", p.stdout, re.M) and
     re.search("^ok    ports +push: .* is in use, and the service runs$",
               p.stdout, re.M), p.stdout)

# A death is counted, and it is ready again.
os.kill(s.pid("engine"), signal.SIGKILL)
wait_for(s, "role_restarts_total", "engine", lambda v: v == 1)
within(20, "ready again", lambda: s.ask("/readyz", token=False)[0] == 200)
s.stop()
