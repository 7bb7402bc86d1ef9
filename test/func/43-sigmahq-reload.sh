#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: SigmaHQ's rules are read anew while a stream runs: no event is lost,
# the windows of a correlation go on, what changed is told rule by rule.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

rules=$(shared sigma/sigmahq-rules.tar.gz) || exit
cases=$(shared sigma/regression-dev.jsonl.gz) || exit
command -v python3 >/dev/null || skip "no python3"
mkdir old
tar xzf "${rules}" -C old || fail "cannot unpack the rules"
rm -r old/rules-placeholder
# Those that need placeholders are refused: not our matter here.
"${VEDETTE}" rules check --plain old 2>&1 |
    sed -n "s/^\(.*\.yml\):[0-9]*:[0-9]*: refused: .*placeholder.*/\1/p" |
    sort -u | xargs rm -f
cat >old/own.yml <<'END'
title: Any
id: any
name: any
logsource: {category: any}
detection: {s: {g|exists: true}, condition: s}
---
title: Often
id: often
correlation:
  type: event_count
  rules: [any]
  group-by: [g]
  timespan: 10m
  condition: {gte: 10}
  generate: true
END

# The records of the cases again and again, each with a time and a group.
gzip -dc "${cases}" | python3 -c '
import json, sys
events = [json.dumps(e) for line in sys.stdin
    for e in json.loads(line)["events"]]
for i in range(6000):
    e = json.loads(events[i % len(events)])
    e["time"] = 1772431200 + i
    e["Event"]["System"]["g"] = str(i % 7)
    print(json.dumps(e))
' >lines || fail "cannot read the cases"

# Another set: one rule asks for more, one is not there any more.
cp -r old new
changed=$(find new/rules -name '*.yml' | sort | head -n 1)
sed -i 's/^\( *\)condition: \(.*\)/\1nothing: {NoSuchField: x}\
\1condition: (\2) and not nothing/' "${changed}"
gone=$(find new/rules -name '*.yml' | sort | tail -n 1)
rm "${gone}"
id() {
	sed -n 's/^id: *//p' "old/${1#new/}"
}

# This also shows that they load.  The rule that is gone hits nothing here;
# the one that changed, the same.
run scan --quiet --plain --fire every --pipeline windows-evtx --rules old lines
want_rc 3
hits <out >want
[ "$(grep -c '^often ' want)" -gt 5000 ] || fail "few points"
[ "$(cut -d' ' -f1 want | sort -u | wc -l)" -gt 100 ] || fail "few rules"

cp -r old live
reload lines 3000 0 --pipeline windows-evtx
want_rc 3
hits <out >got
total=$(grep -rl '^id:' old | wc -l)
want_err "reload after line ${at}: rules: $((total - 1)) kept, 1 reset, 0 new, \
1 gone"
want_err "^reset: $(id "${changed}"): "
want_err "^gone: $(id "${gone}")\$"
same got want
