#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: a query finds in files what a look at the lines finds.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

VEDETTE_DATA=${VEDETTE_SOURCE}
export VEDETTE_DATA
run sim --hours 1 --vehicles 5 --business on --out events.jsonl
want_rc 0
run scan --quiet --format json events.jsonl
want_rc 3
mv out alerts.jsonl

# By field: the lines that have it so, unchanged and in order.
grep '"type":"api.request"' events.jsonl | grep -E '"status":(4|5)[0-9]{2}' \
    >want
[ -s want ] || fail "the simulation has no such events"
run query 'type:api.request status:400..599' events.jsonl
want_rc 0
same want out
run query 'type:api.request status:400..599' --count events.jsonl
want_out "$(wc -l <want)"
run query 'type:api.request status:400..599' --count --json events.jsonl
want_out "{\"count\":$(wc -l <want)}"
run query 'type:api.request status:400..599' --limit 1 events.jsonl
want_out "$(head -n 1 want)"

# By word; packed, from standard input, from several files by time.
grep -i '"[^"]*unlock[^"]*"[,}]' events.jsonl >want
run query UNLOCK events.jsonl
same want out
gzip -k events.jsonl
run query UNLOCK events.jsonl.gz
same want out
rc=0
"${VEDETTE}" query UNLOCK - <events.jsonl >out 2>err || rc=$?
want_rc 0
same want out

# Alerts beside events.
high=$(grep -cE '"level":"(high|critical)"' alerts.jsonl)
[ "${high}" -gt 0 ] || fail "no such alerts"
run query 'severity:>=high' --count alerts.jsonl events.jsonl
want_out "${high}"
run query 'rule:* time:*' --count alerts.jsonl events.jsonl
[ "$(cat out)" -ge "$(wc -l <alerts.jsonl)" ] || fail "alerts are missing"

# A fact that an alert shows.
run query 'move.speed_kmh:*' --count alerts.jsonl
want_out "$(grep -c '"move.speed_kmh":' alerts.jsonl)"

# Now is the newest event of all files, or what is said.
last=$(tail -n 1 events.jsonl | grep -o '"time":"[^"]*"' | cut -d '"' -f 4)
run query 'from:now' --count events.jsonl
[ "$(cat out)" -ge 1 ] || fail "the newest event is not from now on"
run query 'from:now' --at "${last}" --count events.jsonl
[ "$(cat out)" -ge 1 ] || fail "nor with its time said"
rc=0
"${VEDETTE}" query from:-1h - <events.jsonl >out 2>err || rc=$?
want_rc 2
want_err 'standard input is read once'

# Foreign formats.
printf '%s\n' '192.0.2.9 - - [02/Mar/2026:08:15:00 +0000] "GET /a HTTP/1.1" 404 9 "-" "x"' \
    >access.log
run query 'status:404 ip:192.0.2.0/24' --as combined --fields ip access.log
want_rc 0
want_out 192.0.2.9

# What is no record is named, counted, and told by the exit code.
{ echo '{"type":1}'; head -n 1 events.jsonl; echo half; } >damaged.jsonl
run query '*' --count damaged.jsonl
want_rc 3
want_out 1
want_err '^damaged\.jsonl:1: '
want_err '^damaged\.jsonl:3: '

# Wrong use.
for args in '' 'a' '--limit 0 a x' '--limit 1x a x' '--at soon a x' \
    '--fields vn a x' '--fields , a x' '-outcome:ok x' '--nope a x'; do
	# shellcheck disable=SC2086 # words
	run query ${args}
	want_rc 2
	[ -s err ] || fail "nothing said of '${args}'"
done
run query a nowhere.jsonl
want_rc 1
want_err 'nowhere.jsonl'
run query a --as nothing events.jsonl
want_rc 78
run query 'a OR' events.jsonl
want_rc 2
want_err '^vedette query: column 5: expected '
run query --names
want_match '^severity '
