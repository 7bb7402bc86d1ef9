#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: wrong words, rules, mappings and places give their message and exit
# code; what can be read from anywhere is read.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

run sim --seed 3 --vehicles 5 --attacks silence --out events
want_rc 0
sim=events
run scan --format json "${sim}"
want_rc 3
mv out plain

# Words.
run
want_rc 2
want_err '^usage: vedette VERB'
run scn
want_rc 2
want_err "^vedette: unknown verb 'scn' \\(did you mean 'scan'\\?\\)"
run scan --bogus "${sim}"
want_rc 2
want_err "^vedette scan: unrecognized option '--bogus'"
run scan
want_rc 2
want_err '^vedette scan: FILE: expected at least one'
for args in '--format xml' '--until yesterday' '--shards 0' '--shards 65' \
    '--max-vehicles 10' '--start x'; do
	# shellcheck disable=SC2086 # words
	run scan ${args} "${sim}"
	want_rc 2
	want_err "^vedette scan: ${args% *}: expected "
done
run version more
want_rc 2

# Places.
run scan missing
want_rc 1
want_err '^vedette scan: missing: open: No such file or directory$'
run scan .
want_rc 1
: >empty
run scan empty
want_rc 0
want_err '^events +0 from 1 file'
want_err '^alerts +none$'
rc=0
"${VEDETTE}" scan --format json - <"${sim}" >out 2>err || rc=$?
want_rc 3
same out plain
rc=0
gzip -c "${sim}" | "${VEDETTE}" scan --format json - >out 2>err || rc=$?
want_rc 3
same out plain

# An output that cannot be written is known before the work.
run scan --output /nowhere/alerts missing
want_rc 1
want_err '^vedette scan: /nowhere/alerts: No such file or directory$'
run scan --output alerts --format json "${sim}"
want_rc 3
[ ! -s out ] || fail "alerts on standard output"
same alerts plain
if [ -w /dev/full ]; then
	run scan --output /dev/full "${sim}"
	want_rc 1
	want_err 'No space left on device'
	rc=0
	"${VEDETTE}" scan "${sim}" >/dev/full 2>err || rc=$?
	want_rc 1
	want_err 'No space left on device'
	rc=0
	"${VEDETTE}" sim --out - >/dev/full 2>err || rc=$?
	want_rc 1
fi

# Rules.
rule() {
	cat >rule.yml <<END
title: Mine
id: 7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c001
status: test
logsource: {product: fleet, category: telemetry}
detection:
    selection:
        $1
    condition: $2
level: low
END
	run scan --rules rule.yml "${sim}"
	want_rc 78
	[ ! -s out ] || fail "something on standard output"
}
rule 'vehcle.vin: x' selection
want_err "^rule.yml:7:9: refused: .* unknown field 'vehcle.vin' \\(did you mean 'vehicle.vin'\\?\\)$"
rule 'vehicle.vin|startwith: x' selection
want_err "^rule.yml:7:9: refused: .* unknown modifier 'startwith' .*\\(did you mean 'startswith'\\?\\)$"
rule 'vehicle.vin: x' selektion
want_err "^rule.yml:8:16: refused: .*'selektion' \\(did you mean 'selection'\\?\\)$"
rule '"' selection
want_err '^rule.yml:[0-9]+:[0-9]+: refused: YAML: '
run scan --rules nowhere "${sim}"
want_rc 78
want_err '^vedette scan: nowhere: No such file or directory$'

# Mappings.
run scan --as capmetr "${sim}"
want_rc 78
want_err "no capmetr.yml in .*; did you mean 'capmetro'\\?$"
run map run capmetr "${sim}"
want_rc 78
cat >mine.yml <<'END'
help: mine
format: csv
source: {name: mine}
events:
  - type: telemetry.sample
    fields:
      time: t
      vehcle.id: v
END
run scan --as ./mine.yml "${sim}"
want_rc 78
want_err "^./mine.yml:8:7: unknown field 'vehcle.id'; did you mean 'vehicle.id'"
echo 'help: [' >mine.yml
run scan --as ./mine.yml "${sim}"
want_rc 78
want_err '^./mine.yml:[0-9]+:[0-9]+: '

# Foreign rows that are bad are named with their column.
cat >in.csv <<'END'
vehicle_id,timestamp,speed,route_id,trip_id,latitude,longitude,trip_headsign
7001,2016-11-24T08:16:04-06:00,10.0,7,900001,30.25,-97.75,x
7001,2016-11-24T08:15:04-06:00,10.0,7,900001,30.25,-97.75,x
7001,2016-11-24T08:99:04-06:00,10.0,7,900001,30.25,-97.75,x
END
run scan --as capmetro in.csv
want_rc 0
want_err '^in.csv:4: timestamp: expected a time .*, got "2016-11-24T08:99:04-06:00"$'
want_err '^events +2 from 1 file'
# The same lines out of "map run", in order of time.
run map run capmetro in.csv
want_rc 0
want_err '^2 events, 1 bad rows, 0 skipped$'
want_err '^in.csv:4: timestamp: '
[ "$(sed 's/.*"time":"\([^"]*\)".*/\1/' out)" = "2016-11-24T14:15:04.000Z
2016-11-24T14:16:04.000Z" ] || fail "not in order of time"
mv out mapped
run scan mapped
want_rc 0
want_err '^events +2 from 1 file'
for args in '' 'capmetro' '--sort' 'capmetro in.csv --bogus' \
    'capmetro in.csv --start x'; do
	# shellcheck disable=SC2086 # words
	run map run ${args}
	want_rc 2
done
run map run capmetro missing.csv
want_rc 1
