#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: reference data out of order, each way, up to the alert: what is known
# counts from its place in the journal on and holds from its own time on
# (doc/decisions/0034, "Order").
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# Somebody else owns the car: the tables are armed.
printf '%s\n' '{"type":"ref.row","time":"2026-03-02T00:00:00Z","table":'\
'"owner","key":"v1","op":"set","row":{"account_id":"a9"}}' >armed

# unlock ID TIME RECEIVED: by a1, of v1.
unlock() {
	printf '{"id":"%s","type":"command.request",' "$1"
	printf '"time":"2026-03-02T%sZ","received":"2026-03-02T%sZ",' "$2" "$3"
	printf '"vehicle":{"id":"v1"},"command_id":"%s","channel":"app",' "$1"
	printf '"actor":{"id":"a1","kind":"customer"},"command":"unlock"}\n'
}

# book TIME RECEIVED WHO CAR: from 07:55 to 10:00.
book() {
	printf '{"type":"booking.create","time":"2026-03-02T%sZ",' "$1"
	printf '"received":"2026-03-02T%sZ","booking_id":"b1",' "$2"
	printf '"user_id":"%s","vehicle":{"id":"%s"},' "$3" "$4"
	printf '"planned_start":"2026-03-02T07:55:00Z",'
	printf '"planned_end":"2026-03-02T10:00:00Z"}\n'
}

# uncovered NAME ID...: these unlocks and no others have no booking.
uncovered() {
	name=$1
	shift
	run scan --rules "${VEDETTE_SOURCE}/rules/command/no_booking.yml" \
	    --format json armed "${name}" ${other:+"${other}"}
	grep -o '"evidence":\[[^]]*' out | grep -oE '"u[0-9]+"' | tr -d '"' | sort >got
	printf '%s\n' "$@" | grep . >want || true
	diff want got >difference || fail "${name}: $(cat difference)"
}

# The booking was made before the unlock, and comes two minutes after it.
{
	unlock u1 08:00:00 08:00:00
	book 07:50:00 08:02:00 a1 v1
	unlock u2 08:03:00 08:03:00
} >late
uncovered late u1
want_match '"booking.cover":"none"'

# It comes first; the unlock is the one that is late.
{
	book 07:50:00 07:50:00 a1 v1
	unlock u1 08:00:00 08:02:00
} >first
uncovered first

# Both are late, in either order: the place counts.
{
	book 07:50:00 08:02:00 a1 v1
	unlock u1 08:00:00 08:04:00
} >both
uncovered both

# Late, and it covers nothing: another's; another car's; made afterwards.
{
	unlock u1 08:00:00 08:00:00
	book 07:50:00 08:02:00 a2 v1
	unlock u2 09:10:00 09:10:00
} >others
uncovered others u1 u2
sed 's/"a2"/"a1"/; /booking/s/"v1"/"v2"/' others >elsewhere
uncovered elsewhere u1 u2
{
	book 08:30:00 08:31:00 a1 v1
	unlock u1 07:40:00 08:32:00
	unlock u2 08:32:30 08:32:30
} >after
uncovered after u1

# It has ended since; then the quarter of an hour behind its end.
{
	book 07:50:00 07:50:00 a1 v1
	printf '%s%s\n' '{"type":"booking.end","booking_id":"b1",' \
	    '"time":"2026-03-02T09:00:00Z","received":"2026-03-02T09:00:00Z"}'
	unlock u1 08:59:00 09:02:00
	unlock u2 09:05:00 09:05:00
	unlock u3 09:20:00 09:20:00
} >ended
uncovered ended u3

# From two files it is the same: they are merged by when they were received.
grep '"u' late >unlocks
grep booking late >bookings
other=bookings
uncovered unlocks u1
other=

# A register as of before the first event knows it in time.
mkdir ref
printf '%s\n%s\n' 'key,account_id,vehicle_id,planned_start,planned_end' \
    'b1,a1,v1,2026-03-02T07:55:00Z,2026-03-02T10:00:00Z' >ref/booking.csv
run scan --ref ref --format brief armed unlocks
want_no_match 'without a covering booking'
