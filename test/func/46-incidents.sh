#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: scan --group shows alerts of one cause as one line, riskiest first; an
# enumeration of 500 cars is one line; each alert is in exactly one; the same
# bytes for any number of shards; and it fits a terminal.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# One account unlocks 500 cars that it has not booked; later another one.
awk 'function at(i) {
	return i > 500 ? "12:00:00" : sprintf("09:%02d:%02d", i / 60, i % 60)
}
function who(i) {
	return i > 500 ? "acc-3" : "acc-2"
}
BEGIN {
	t = "{\"tenant\":\"t\",\"type\":\"%s\",\"time\":\"2026-03-02T%s.000Z\","
	row = "\"table\":\"booking\",\"key\":\"bk-1\",\"op\":\"set\"," \
	    "\"row\":{\"account_id\":\"acc-1\",\"vehicle_id\":\"veh-000\"}}\n"
	call = "\"command_id\":\"c-%d\",\"command\":\"unlock\"," \
	    "\"channel\":\"app\",\"vehicle\":{\"id\":\"veh-%03d\"}," \
	    "\"actor\":{\"id\":\"%s\",\"kind\":\"customer\"}," \
	    "\"client\":{\"ip\":\"198.51.100.7\"}}\n"
	printf(t row, "ref.row", "08:00:00")
	for (i = 1; i <= 501; i++)
		printf(t call, "command.request", at(i), i, i, who(i))
}' >cars
run scan --format json cars
want_rc 3
mv out alerts
[ "$(wc -l <alerts)" -ge 501 ] || fail "$(wc -l <alerts) alerts"
run scan --group --format brief cars
want_rc 3
want_err '^alerts +[0-9,]+ in 2 incidents$'
[ "$(wc -l <out)" -eq 2 ] || fail "not two incidents"
head -n 1 out >first
grep -Eq '^2026-03-02T09:00:01.000Z HIGH s[0-9]+ actor=acc-2 ".*" risk=[0-9]+ rules=[0-9]+ alerts=[0-9]+ .*vehicle=500 .* x[0-9]+ [0-9a-f]{12}$' \
    first || fail "the first line is $(cat first)"
want_match ' actor=acc-3 | vehicle=veh-501 '

# Each alert in exactly one incident.
run scan --group --format json cars
grep -o '"alert_ids":\[[^]]*' out | grep -oE '[0-9a-f]{32}' | sort >grouped
grep -oE '^\{"id":"[0-9a-f]{32}' alerts | cut -d '"' -f 4 | sort >each
same grouped each

# Any number of shards; and only what the alerts say counts.
run sim --seed 5 --vehicles 30 --hours 24 --out day
for form in json ocsf brief; do
	run scan --group --format "${form}" day
	want_rc 3
	mv out "one.${form}"
	for shards in 2 4; do
		run scan --group --format "${form}" --shards "${shards}" day
		same out "one.${form}"
	done
done
# Riskiest first.
grep -o ' risk=[0-9]*' one.brief | cut -d = -f 2 >risks
sort -rn risks >sorted
same risks sorted
[ "$(wc -l <one.brief)" -ge 5 ] || fail "few incidents: no proof"

# Less time between alerts, more incidents; it cannot be less than nothing.
run scan --group-within 1s --format brief day
[ "$(wc -l <out)" -gt "$(wc -l <one.brief)" ] || fail "1 s changes nothing"
run scan --group-within 0s day
want_rc 2
run scan --group-within soon day
want_rc 2
run scan --group --plain day
want_rc 2
want_err '^vedette scan: --group: not with --plain$'

# Cards fit the terminal: only a word that is longer may stick out.
for columns in 80 120; do
	COLUMNS=${columns} run scan --group --format text cars
	want_match '^HIGH .*actor acc-2$'
	want_match '^  touched 500 vehicles: veh-001, veh-002, '
	awk -v most="${columns}" 'length > most { print; bad = 1 }
	    END { exit bad }' out || fail "wider than ${columns} columns"
done
