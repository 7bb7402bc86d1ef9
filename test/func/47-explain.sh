#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: explain says of an alert which rows of reference state its facts came
# from, with validity and line, and what would have made the event benign.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

cat >events <<'END'
{"tenant":"t","type":"ref.row","time":"2026-03-02T06:00:00Z","table":"owner","key":"v12","op":"set","row":{"account_id":"acc-1"}}
{"tenant":"t","type":"booking.create","time":"2026-03-02T07:00:00Z","booking_id":"bk-9","user_id":"acc-77","vehicle":{"id":"v12"},"planned_start":"2026-03-02T08:00:00Z","planned_end":"2026-03-02T10:00:00Z"}
{"tenant":"t","type":"ref.row","time":"2026-03-02T07:30:00Z","table":"job","key":"j-1","op":"set","valid_from":"2026-03-02T08:00:00Z","valid_to":"2026-03-02T09:00:00Z","row":{"kind":"workshop","scope_kind":"vehicle","scope_id":"v12"}}
{"tenant":"t","type":"command.request","time":"2026-03-02T14:03:00Z","vehicle":{"id":"v12"},"actor":{"id":"acc-77","kind":"customer"},"command_id":"c1","command":"unlock","channel":"app"}
END
rules=${VEDETTE_SOURCE}/rules/command/no_booking.yml

# 80 columns: wrapped, and nothing wider; 120: each in its line.
COLUMNS=80 run explain --rules "${rules}" events:4
want_rc 3
awk 'length > 80 { print; bad = 1 } END { exit bad }' out || fail "too wide"
want_match '^      booking bk-9: account_id acc-77, vehicle_id v12, planned_start$'
mv out narrow
COLUMNS=120 run explain --rules "${rules}" events:4
want_rc 3
awk 'length > 120 { print; bad = 1 } END { exit bad }' out || fail "too wide"
! cmp -s narrow out || fail "40 columns more change nothing"

# Which rows, whose, from when, from where; and which are not there.
COLUMNS=200 run explain --rules "${rules}" events:4
want_match '^      owner v12: account_id acc-1; valid from 2026-03-02T06:00:00.000Z; line 1$'
want_match '^      booking bk-9: .*planned_end 2026-03-02T10:00:00.000Z; valid from 2026-03-02T07:00:00.000Z; line 2$'
want_match '^      job j-1: kind workshop, scope_kind vehicle, scope_id v12; was valid from 2026-03-02T08:00:00.000Z until 2026-03-02T09:00:00.000Z; line 3$'
want_match '^      pairing: no row whose vehicle_id is v12$'

# What would have kept it silent: the filter that lacks one clause comes first.
sed -n '/^     silent if$/,$p' out | sed -n 2,4p >silent
{
	echo '       booking.gap_s|lte: 600 held: a booking of v12 by acc-77 that begins or ends near 2026-03-02T14:03:00.000Z'
	echo '       actor.kind: "service" and channel: "auto" held'
	echo '       booking.cover: "none" failed: a booking of v12 that covers 2026-03-02T14:03:00.000Z for acc-77, or ownership, a pairing, a ticket or a job'
} >want
same silent want

# A table beside the events.
mkdir tables
printf 'key,account_id\nv12,acc-5\n' >tables/owner.csv
sed '1d; s/"tenant":"t",//' events >fewer
COLUMNS=200 run explain --rules "${rules}" --ref tables fewer:3
want_rc 3
want_match '^      owner v12: account_id acc-5; valid always; from --ref$'

# With such a booking it is benign.
sed '2s/T10:00:00Z/T15:00:00Z/' events >covered
run explain --rules "${rules}" covered:4
want_rc 0
want_no_match '^     silent if$'

# By the alert: the card, then the same of its event.
run scan --rules "${rules}" --format brief events
id=$(sed 's/.* //' out)
COLUMNS=200 run explain --rules "${rules}" events:4
mv out by_line
COLUMNS=200 run explain --rules "${rules}" --alert "${id}" events
want_rc 3
want_match "alert ${id}\$"
sed -n '/^Fields$/,$p' out >by_alert
same by_line by_alert
run explain --rules "${rules}" --alert 0123 events
want_rc 1
want_err 'raises no alert 0123$'
run explain --alert 0123 -
want_rc 2

# Rows of a table that nobody filled are not asked for.
printf '%s\n' '{"type":"command.request","time":"2026-03-02T14:03:00Z","vehicle":{"id":"v12"},"command_id":"c1","command":"unlock"}' >bare
run explain bare:1
want_no_match ': no row '

# Of a month of bookings the newest three of others, and the actor's own.
day=1
while [ "${day}" -le 9 ]; do
	who=acc-${day}
	[ "${day}" -ne 2 ] || who=acc-77
	printf '%s%s%s\n' '{"type":"booking.create","time":"2026-02-0' \
	    "${day}T08:00:00Z\",\"booking_id\":\"bk-${day}\"," \
	    "\"user_id\":\"${who}\",\"vehicle\":{\"id\":\"v12\"}}"
	printf '%s%s\n' '{"type":"booking.end","time":"2026-02-0' \
	    "${day}T09:00:00Z\",\"booking_id\":\"bk-${day}\"}"
	day=$((day + 1))
done >month
sed '1d; 2d; 3d; s/"tenant":"t",//' events >>month
COLUMNS=200 run explain --rules "${rules}" month:19
want_rc 3
sed -n '/^  booking.cover/,/^  [a-z]/p' out |
    grep -oE '^      booking bk-[0-9]' | cut -c 15- >shown
printf 'bk-%s\n' 2 7 8 9 | sort >want
sort shown >got
same got want
want_match '^      booking bk-2: account_id acc-77, .*; not valid any more since 2026-02-02T09:00:00.000Z; line 4$'
want_match '^      and 5 rows that ended before those$'

# Rules that alert come before those that only feed others.
run explain events:4
want_match '^  HIT  Command given \(feeds other rules, no alert by itself\)$'
want_match '^  HIT  Remote command without a covering booking$'
awk '/^  HIT / { if (/feeds other rules/) fed = 1; else if (fed) bad = 1 }
    END { exit bad }' out || fail "a rule that alerts comes behind others"
