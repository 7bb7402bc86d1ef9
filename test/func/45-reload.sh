#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: a reload in a stream: no event is lost, each is judged by the rules of
# its time, windows of unchanged correlations go on, the report names the rest;
# a run that is killed after it goes on behind it.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

awk 'BEGIN { for (i = 0; i < 20000; i++)
    printf "{\"time\":%d,\"n\":\"%d\",\"g\":\"%d\"}\n", 1772431200 + i, i,
    i % 13 }' >lines

# NAME TITLE TEXT
rule() {
	printf 'title: %s\nid: %s\nname: %s\n' "$2" "$1" "$1"
	printf 'logsource: {category: any}\n'
	printf "detection: {s: {n|endswith: '%s'}, condition: s}\n---\n" "$3"
}
# NAME SPAN
often() {
	printf 'title: Often\nid: %s\ncorrelation:\n' "$1"
	printf '  type: event_count\n  rules: [same]\n  group-by: [g]\n'
	printf '  timespan: %s\n  condition: {gte: 3}\n' "$2"
	printf '  generate: true\n---\n'
}
mkdir old new
{
	rule same First 7
	rule other Changed 5
	rule went Went 3
	often kept 10m
	often reset 10m
} >old/r.yml
{
	rule same Second 7
	rule other Changed 6
	rule came Came 4
	often kept 10m
	often reset 11m
} >new/r.yml

# What it must be: old up to line ${at}, new from there, and what was reset
# as if nothing had been before.
expect() {
	run scan --quiet --plain --fire every --rules old lines
	hits <out | awk -v at="${at}" '$2 <= at' >want
	run scan --quiet --plain --fire every --rules new lines
	hits <out | awk -v at="${at}" '$2 > at && $1 != "reset"' >>want
	sed "1,${at}s/.*/{}/" lines >behind
	run scan --quiet --plain --fire every --rules new behind
	hits <out | grep '^reset ' >>want
	sort -o want want
	for id in same other went came kept reset; do
		[ "$(grep -c "^${id} " want)" -gt 100 ] || fail "few ${id}"
	done
}

cp -r old live
reload lines 9000 0
want_rc 3
hits <out >got
want_err "reload after line ${at}: rules: 2 kept, 2 reset, 1 new, 1 gone"
for line in 'reset: other: what it asks for is another' \
    'reset: reset: its type, rules, group-by, field or timespan is another' \
    'new: came' 'gone: went'; do
	want_err "^${line}\$"
done
expect
same got want

# Killed behind it: what goes on knows which rules were in force where.
rm -rf live
cp -r old live
reload lines 9000 3000 --state s --state-every 1000000
[ "${rc}" -eq 137 ] || fail "it was not killed: ${rc}"
run scan --quiet --plain --fire every --state s --rules live lines
want_rc 3
hits <out >got
expect
same got want

# A set with a bad rule changes nothing.
rm -rf live
cp -r old live
echo 'title: [' >>new/r.yml
"${VEDETTE}" scan --quiet --plain --fire every --rules old lines >want 2>err
mkfifo slow
"${VEDETTE}" scan --quiet --plain --fire every --rules live slow >out 2>err &
pid=$!
exec 9>slow
head -n 9000 lines >&9
cp new/r.yml live/r.yml
kill -HUP "${pid}"
n=9000
while ! grep -q 'the rules in force stay' err; do
	n=$((n + 1))
	sed -n "${n}p;${n}q" lines >&9
	[ "${n}" -lt 20000 ] || fail "no word of the bad set"
	sleep 0.02
done
tail -n "+$((n + 1))" lines >&9
exec 9>&-
rc=0
wait "${pid}" || rc=$?
want_rc 3
sed 's/"file":"slow"/"file":"lines"/g' out >got
same got want
