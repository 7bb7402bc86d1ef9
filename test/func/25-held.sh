#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: an absence is not told while the source that would bring the answer is
# unwell; a minute after it is well again it is, unless the answer came.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

mkdir absent
cat >absent/answer.yml <<'EOF'
title: Unlocked
id: 3a6d2c1e-5b7f-4e0a-9c84-1d2e3f4a5d01
name: unlocked
status: test
level: low
logsource: {product: fleet, category: api}
detection: {s: {route: /unlock}, condition: s}
---
title: Driven
id: 3a6d2c1e-5b7f-4e0a-9c84-1d2e3f4a5d02
name: driven
status: test
level: low
logsource: {product: fleet, category: telemetry}
detection: {s: {Vehicle.Speed|gt: 10}, condition: s}
---
title: Unlocked and not driven
id: 3a6d2c1e-5b7f-4e0a-9c84-1d2e3f4a5d03
status: test
level: high
correlation:
    type: x-absence
    rules: [unlocked, driven]
    group-by: [vehicle.id]
    timespan: 2m
EOF

# Three cars report through one gateway every 20 s; at minute 10 it falls
# silent until minute 20, while calls of the app go on.
events() {
	awk -v answer="$1" '
	function at(s, form) {
		return sprintf("2026-03-02T%02d:%02d:%02dZ", 8 + int(s / 3600),
		    int(s / 60) % 60, s % 60)
	}
	function car(v, s, said) {
		printf "{\"type\":\"telemetry.sample\",\"source\":{\"name\":\"gate\",\"kind\":\"mqtt\"},\"time\":\"%s\",\"received\":\"%s\",\"vehicle\":{\"id\":\"v%d\"},\"signals\":{\"Vehicle.Speed\":50}}\n", at(s), at(said), v
	}
	function app(v, s, route) {
		printf "{\"type\":\"api.request\",\"source\":{\"name\":\"app\",\"kind\":\"http\"},\"time\":\"%s\",\"received\":\"%s\",\"vehicle\":{\"id\":\"v%d\"},\"method\":\"POST\",\"route\":\"%s\",\"status\":200,\"outcome\":\"success\"}\n", at(s), at(s), v, route
	}
	BEGIN {
		for (s = 0; s < 1800; s += 10) {
			if (s % 20 == 0 && (s < 600 || s >= 1200))
				for (v = 1; v <= 3; v++)
					car(v, s, s)
			if (s == 1210 && answer)
				car(9, 700, s)
			app(8, s, "/list")
			if (s == 650)
				app(9, s, "/unlock")
		}
	}'
}
events 0 >silent
run scan --rules absent --format brief silent
want_rc 3
want_match '^2026-03-02T08:21:00.000Z HIGH .*vehicle=v9'
[ "$(wc -l <out)" -eq 1 ] || fail "more than one alert"
mv out whole
run scan --rules absent --format brief --shards 3 silent
same out whole

# Killed while it is held: the next run goes on.
head -"$(grep -n 'T08:15:00Z' silent | head -1 | cut -d: -f1)" silent >most
run scan --rules absent --format brief --state kept most
want_rc 0
run scan --rules absent --format brief --state kept silent
want_rc 3
same out whole

# What the gateway kept and sends now is the answer.
events 1 >answered
run scan --rules absent --format brief answered
want_rc 0

# The app alone falls silent: nothing waits for it.
grep -v '"gate"' silent >app
run scan --rules absent --format brief app
want_rc 3
want_match '^2026-03-02T08:12:50.000Z HIGH .*vehicle=v9'
