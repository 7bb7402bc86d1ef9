#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: new lines that pass are printed as they come, also after the file was
# moved away or cut; nothing that was there before is.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# event ID [ACTOR]: one event line.
event() {
	printf '{"id":"%s","type":"auth.logout","time":"2026-03-02T08:15:00Z",' \
	    "$1"
	printf '"actor":{"id":"%s"}}\n' "${2-alice}"
}

# until_out N: wait until there are N lines of output.
until_out() {
	tries=100
	while [ "$(wc -l <out)" -lt "$1" ]; do
		tries=$((tries - 1))
		[ "${tries}" -gt 0 ] || fail "no line $1 after 10 s"
		sleep 0.1
	done
}

# What is there already, and the end after so many.
{ event e1; event e2 bob; event e3; } >old.jsonl
run tail --all --limit 2 --fields id actor:alice old.jsonl
want_rc 0
want_out 'e1
e3'

# What comes.  That it reads is known by what it says of a first line.
event before >live.jsonl
rm out
"${VEDETTE}" tail --fields id 'actor:alice' live.jsonl >out 2>err &
pid=$!
trap 'kill "${pid}" 2>/dev/null; cd /; rm -rf "${work}"' EXIT
tries=100
until [ -s out ]; do
	tries=$((tries - 1))
	[ "${tries}" -gt 0 ] || fail "it says nothing"
	event knock >>live.jsonl
	sleep 0.1
done
grep -v knock out && fail "it begins before its time"
sleep 0.3
n=$(wc -l <out)

{ event n1; event n2 bob; event n3 | tr -d '\n'; } >>live.jsonl
until_out $((n + 1))
[ "$(tail -n 1 out)" = n1 ] || fail "n1 is not the newest"
# Half a line is none; its end makes it one.
echo >>live.jsonl
until_out $((n + 2))
[ "$(tail -n 1 out)" = n3 ] || fail "n3 is not the newest"

# Moved away: the rest first, ended or not, then the new one.
event n4 | tr -d '\n' >>live.jsonl
mv live.jsonl gone.jsonl
event n5 >live.jsonl
until_out $((n + 4))
[ "$(tail -n 2 out | tr '\n' ' ')" = 'n4 n5 ' ] || fail "n4 and n5 differ"

# Cut; what is no event is named.
: >live.jsonl
sleep 0.5
{ echo nothing; event n6; } >>live.jsonl
until_out $((n + 5))
[ "$(tail -n 1 out)" = n6 ] || fail "n6 is not the newest"
want_err '^live\.jsonl:[0-9]*: line: expected'

kill -TERM "${pid}"
rc=0
wait "${pid}" || rc=$?
want_rc 0

run tail 'actor:' live.jsonl
want_rc 2
run tail actor:alice nowhere.jsonl
want_rc 1
run tail actor:alice .
want_rc 1
