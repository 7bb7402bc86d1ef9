#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: whom a register does not hold is no excuse for silence: for each
# register that knows others, what is said of one that is missing, up to the
# alert (doc/decisions/0034); without registers the summary says what rests.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# row TABLE KEY COLUMNS
row() {
	printf '{"type":"ref.row","time":"2026-03-02T00:00:00Z","table":"%s",' \
	    "$1"
	printf '"key":"%s","op":"set","row":{%s}}\n' "$2" "$3"
}

# at TIME TYPE REST
at() {
	printf '{"id":"%s-%s","type":"%s","time":"2026-03-02T%sZ",%s}\n' \
	    "$2" "$1" "$2" "$1" "$3"
}

# Somebody else's rows: the tables are armed.
{
	row vehicle v9 '"class":"compact"'
	row binding d9 '"vehicle_id":"v9","iccid":"89"'
	row owner v9 '"account_id":"a9"'
	row pairing p9 '"account_id":"a9","vehicle_id":"v9","pair_kind":"app"'
	row booking b9 '"account_id":"a9","vehicle_id":"v9"'
	row employee e9 '"vetting":"passed"'
	row endpoint 'GET h /y' '"state":"live","auth":false'
	row artifact cam/1.0 '"artifact_id":"r9","released":true'
	row campaign k9 '"artifact_id":"r9","ecu":"cam","to_version":"1.0"'
	row station s9 '"vendor":"A"'
	row ticket t9 '"kind":"ticket","vehicle_id":"v9"'
	row job j9 '"kind":"change","scope_kind":"database","scope_id":"hr"'
	row dbgrant svc-9 '"hosts":["h"],"tables":["t"]'
	row canary bait '"value":"acc-9"'
} >rows

car='"vehicle":{"id":"v1"}'
hirer='"actor":{"id":"a1","kind":"customer"}'
staff='"actor":{"id":"e9","kind":"employee"}'
view='"op":"view","data_classes":["contact"],"target":{"kind":"account","id":'
d9='"protocol":"mqtt","device":{"id":"d9","fw":'
{
	# Vehicle, account, owner, pairing, booking: nothing entitles.
	at 08:00:00 command.request "${car},${hirer},\"command_id\":\"c1\",
\"channel\":\"app\",\"command\":\"unlock\""
	# The state of a car that no register holds is known all the same.
	at 09:00:00 telemetry.sample "${car},\"signals\":{\"Vehicle.Speed\":90}"
	at 09:00:05 command.request "${car},${hirer},\"command_id\":\"c2\",
\"channel\":\"app\",\"command\":\"stop\""
	for i in 1 2 3 4 5; do
		at "10:00:0${i}" device.connect "\"device\":{\"id\":\"d${i}\"},
\"protocol\":\"mqtt\",\"client\":{\"ip\":\"198.51.100.9\"}"
	done
	for i in 1 2 3 4 5; do
		at "10:30:0${i}" ocpp.message "\"station_id\":\"s${i}\",
\"action\":\"Heartbeat\",\"direction\":\"in\",
\"client\":{\"ip\":\"198.51.100.8\"}"
	done
	at 11:00:00 data.access "\"actor\":{\"id\":\"e1\",\"kind\":\"employee\"},
${view}\"a1\"}"
	# A ticket of nobody.
	at 11:30:00 command.request "${car},${staff},\"command_id\":\"c3\",
\"channel\":\"portal\",\"command\":\"locate\",\"ticket_id\":\"t1\""
	at 12:00:00 api.request '"method":"GET","host":"h","route":"/x",
"status":200'
	at 12:30:00 ota.install "${car},\"result\":\"success\",\"ecu\":\"tcu\",
\"to_version\":\"2.0\""
	# A token that nobody saw issued.
	at 13:00:00 auth.token '"op":"revoke","actor":{"token_id":"k1"}'
	at 13:00:01 auth.login '"outcome":"success","actor":{"id":"a1",
"kind":"customer","token_id":"k1"}'
	# A service without a grant; one with, without a job for what it does.
	at 13:30:00 db.query '"actor":{"id":"svc-1","kind":"service"},
"database":"crm","tables":["t"],"op":"select","client_host":"h"'
	at 13:30:01 db.query '"actor":{"id":"svc-9","kind":"service"},
"database":"crm","tables":["t"],"op":"drop","client_host":"h"'
	# Nearly the planted record, and the planted one.
	at 14:00:00 data.access "${staff},${view}\"acc-90\"}"
	at 14:00:01 data.access "${staff},${view}\"acc-9\"}"
	# New software without a campaign; another card; a unit without a row.
	at 15:00:00 device.connect "${d9}\"1\"}"
	at 15:00:10 device.connect "${d9}\"2\"}"
	at 16:00:00 device.connect "${d9}\"2\"},\"sim\":{\"iccid\":\"90\"}"
	at 16:00:01 device.connect '"device":{"id":"d8"},"protocol":"mqtt",
"sim":{"iccid":"91"}'
} | sed ':again; /}$/! { N; s/\n//; b again; }' >lines

cat rows lines >all
run scan --format brief all
want_rc 3
cut -d ' ' -f 1-4 out | sed 's/.*T\(..:..\):.*Z [A-Z]* /\1 /' >got
cat >want <<'EOF'
08:00 s15 vehicle=v1
08:00 s13 vehicle=v1
09:00 s14 vehicle=v1
09:00 s15 vehicle=v1
10:00 s64 network=198.51.100.9|-
10:30 s67 network=198.51.100.8|-
11:00 s45 actor=e1
11:30 s15 vehicle=v1
12:00 s36 tenant=default
12:30 s65 vehicle=v1
13:00 s44 actor=e1
13:00 s17 token=k1
13:30 s01 actor=svc-1
13:30 s47 actor=svc-1
13:30 s50 actor=svc-9
14:00 s48 actor=e9
15:00 s65 vehicle=v9
16:00 s58 device=d9
EOF
diff want got >difference || fail "$(cat difference)"

# Without registers nothing is guessed, and that is said.
run scan --format brief lines
want_rc 3
want_no_match ' s(15|36|45|47|48|58|67) '
want_match ' s14 vehicle=v1 '
want_err '^missing +tables without a row: .*owner'
want_err 'Rules that join them stay silent'
