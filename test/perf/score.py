# SPDX-License-Identifier: Apache-2.0
"""Arithmetic of test/perf/compare: alert sets, ratios, verdicts."""

from collections import Counter

# What a comparison came to.
HOLDS, MISSED, UNEQUAL, SKIPPED = "holds", "missed", "unequal", "skipped"


def at(values, share):
    """The value at ${share} of the sorted values, as slices.h takes it."""
    return sorted(values)[int((len(values) - 1) * share)]


def median(values):
    """The middle value; of an even number the mean of the two."""
    v = sorted(values)
    half = len(v) // 2
    return v[half] if len(v) % 2 else (v[half - 1] + v[half]) / 2


def net(sample, empty):
    """Time of a run less that of runs without events, at least 1 us."""
    return max(sample - median(empty), 1e-6)


class Ratios:
    """Paired ratios of two contestants that took turns."""

    def __init__(self, ours, theirs):
        if len(ours) != len(theirs) or not ours:
            raise ValueError("contestants did not take turns")
        self.all = [b / a for a, b in zip(ours, theirs)]
        self.median = median(self.all)
        self.low, self.high = min(self.all), max(self.all)

    def __str__(self):
        return (f"{self.median:.2f} ({self.low:.2f} - {self.high:.2f}), "
                f"{len(self.all)} rounds")


def differences(ours, theirs, most=5):
    """What only one of two alert sets has: lines to show, none if equal.

    An alert is (event number, rule id); sets are Counters, since a rule may
    tell the same event twice.
    """
    lines = []
    for who, extra in (("only vedette", ours - theirs),
                       ("only the peer", theirs - ours)):
        if not extra:
            continue
        rules = Counter()
        for (_, rule), n in extra.items():
            rules[rule] += n
        lines.append(f"{who}: {sum(extra.values())} alerts of "
                     f"{len(rules)} rules")
        for event, rule in sorted(extra)[:most]:
            lines.append(f"    event {event}, rule {rule} "
                         f"({rules[rule]} of this rule)")
    return lines


def score(ours, theirs, ratios):
    """The median ratio, or 0 where the alert sets differ."""
    return 0.0 if differences(ours, theirs) else ratios.median


def verdict(value, goal, most=False):
    """Does ${value} reach ${goal} (with ${most}: stay at or below it)?"""
    if value is None:
        return SKIPPED
    if value == 0:
        return UNEQUAL
    return HOLDS if (value <= goal if most else value >= goal) else MISSED
