#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: scan --state: a run that was killed at any instant, also while it
# writes a snapshot, ends with the same alerts as one that was not; damaged
# snapshots and a full disk lose nothing; other inputs are refused.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

run sim --seed 5 --vehicles 12 --hours 12 --out day
want_rc 0
"${VEDETTE}" scan --quiet --format json day >want 2>err
[ "$(wc -l <want)" -ge 10 ] || fail "few alerts: no proof"

# Without a break, in pieces, again, and as it grows.
run scan --quiet --format json --state one --state-every 500 day
want_rc 3
same out want
set -- one/snapshot-*
[ $# -eq 2 ] || fail "not two snapshots"
run scan --quiet --format json --state one day
same out want
head -n 3000 day >part
run scan --quiet --format json --state grow part
cp day part
run scan --quiet --format json --state grow --shards 2 part
same out want

# kill -9 at random moments.
sh "${VEDETTE_SOURCE}/scripts/crash" "${CRASHES:-20}" day >log 2>&1 ||
    fail "$(tail -n 5 log)"

# A snapshot cut at any place, or with a byte changed, is not used.
for newest in one/snapshot-*; do :; done
cp "${newest}" good
size=$(wc -c <good)
for at in 0 1 4 12 19 20 21 40 60 "$((size / 3))" "$((size / 2))" \
    "$((size - 1))"; do
	head -c "${at}" good >"${newest}"
	run scan --quiet --format json --state one day
	want_rc 3
	same out want
	cp good "${newest}"
	printf '\125\252' | dd of="${newest}" bs=1 seek="${at}" conv=notrunc \
	    2>/dev/null
	run scan --quiet --format json --state one day
	want_rc 3
	same out want
	cp good "${newest}"
done

# No room for snapshots: said once, and the run goes on.
{
	(trap '' XFSZ; ulimit -f 8; "${VEDETTE}" scan --quiet --format json \
	    --state full --state-every 2000 day) 2>&3 | cat >out
} 3>err
same out want
grep -q 'writing a snapshot' err || fail "a full disk is not told"
run scan --quiet --format json --state full day
same out want

# Other inputs are refused.
sed '7s/"time"/"tine"/' day >other
run scan --quiet --state one other
want_rc 1
want_err 'the inputs are not those that one knows'
head -n 100 day >short
run scan --quiet --state one short
want_rc 1
want_err 'the inputs end before line'

# Plain input: findings come out once, in order.
cat >r.yml <<'END'
title: Twice
id: 5c4a0b6e-7a3e-4c5b-9a53-1d3b8a3b2c11
name: one
logsource: {category: any}
detection: {s: {n|endswith: '7'}, condition: s}
---
title: Often
id: 5c4a0b6e-7a3e-4c5b-9a53-1d3b8a3b2c12
correlation:
  type: event_count
  rules: [one]
  group-by: [g]
  timespan: 10m
  condition: {gte: 3}
  generate: true
END
awk 'BEGIN { for (i = 0; i < 20000; i++)
    printf "{\"time\":%d,\"n\":\"%d\",\"g\":\"%d\"}\n", 1772431200 + i, i,
    i % 13 }' >lines
"${VEDETTE}" scan --quiet --plain --rules r.yml lines >want 2>err
[ "$(wc -l <want)" -ge 100 ] || fail "few findings: no proof"
run scan --quiet --plain --rules r.yml --state two --state-every 700 lines
same out want
sh "${VEDETTE_SOURCE}/scripts/crash" 5 lines --plain --rules r.yml >log 2>&1 ||
    fail "$(tail -n 5 log)"
