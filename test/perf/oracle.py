# SPDX-License-Identifier: Apache-2.0
"""The true points of the lanes mix and late, by brute force.

For each event of a group the window behind it is looked at afresh, whatever
the order of arrival: (t - span, t] of all events of that group.
"""

from collections import defaultdict
from datetime import datetime

NAME = "5eed0001-0000-4000-8000-000000000"
FAILED, OK, READ, CHANGE = ("login.failed", "login.ok", "data.read",
                            "account.change")


def seconds(text):
    return int(datetime.fromisoformat(text.replace("Z", "+00:00"))
               .timestamp())


def points(findings):
    """What vedette printed, as a set of (rule, group, second)."""
    return {(f["rule"]["id"], tuple(f["group"].values()), seconds(f["time"]))
            for f in findings}


def ordered(window):
    """Is there a failed, an ok not before it, and a change not before that?"""
    least = float("-inf")
    for kind in (FAILED, OK, CHANGE):
        times = [t for t, k in window if k == kind and t >= least]
        if not times:
            return False
        least = min(times)
    return True


# Rule, types it looks at, group, seconds, value of an event, condition.
RULES = [
    (NAME + "100", (FAILED,), "user", 299, lambda e: 1,
     lambda w: len(w) >= 5),
    (NAME + "101", (FAILED,), "ip", 599, lambda e: e["user"],
     lambda w: len({v for _, v in w}) >= 9),
    (NAME + "102", (READ,), "user", 599, lambda e: e["bytes"],
     lambda w: sum(v for _, v in w) > 40000),
    (NAME + "103", (FAILED, OK, CHANGE), "user", 899, lambda e: e["type"],
     ordered),
]


def mix(events):
    """The points of the lane's four correlations."""
    found = set()
    for rule, types, key, span, value, holds in RULES:
        groups = defaultdict(list)
        for e in events:
            if e["type"] in types:
                groups[e[key]].append((seconds(e["time"]), value(e)))
        for name, members in groups.items():
            members.sort(key=lambda m: m[0])
            for t, _ in members:
                if holds([m for m in members if t - span < m[0] <= t]):
                    found.add((rule, (name,), t))
    return found
