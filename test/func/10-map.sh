#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: vedette map lists the mappings and shows what one makes of a file;
# each thing that can be wrong has its message and exit code.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

VEDETTE_DATA=${VEDETTE_SOURCE}
export VEDETTE_DATA

run map list
want_rc 0
want_match '^capmetro  +Positions'
want_match '^traccar-position '

cat >in.csv <<'END'
vehicle_id,timestamp,speed,route_id,trip_id,latitude,longitude,trip_headsign
7001,2016-11-24T08:15:04-06:00,10.0,7,900001,30.25,-97.75,x
7001,2016-11-24T08:99:04-06:00,10.0,7,900001,30.25,-97.75,x
END
run map test capmetro in.csv
want_rc 0
want_match '"time":"2016-11-24T14:15:04.000Z".*"Vehicle.Speed":36,'
want_match '^in.csv:3: timestamp: expected a time .*, got .2016-11-24T08:99'
want_match '^ +1  route_id$'
want_match '^2 rows: 1 events, 1 bad, 0 skipped$'
mv out plain

# Packed, and under a name that says nothing.
gzip -c in.csv >in.csv.packed
run map test capmetro in.csv.packed --lines 1 --errors 0
want_rc 0
want_match 'and 1 more bad rows'

# A file cut short: what was readable is shown, then the file and the byte.
gzip -c in.csv | head -c 120 >cut.gz
run map test capmetro in.csv cut.gz
want_rc 1
want_match '^2 rows: 1 events'
want_err '^vedette: cut.gz: byte 120: the file is cut short'

run map test capmetro missing.csv
want_rc 1
want_err 'missing.csv: open: No such file'

# A header that lacks a column.
echo 'vehicle_id,timestamp,sped,latitude,longitude' >short.csv
run map test capmetro short.csv
want_rc 1
want_err "short.csv:1: no column 'speed'; the nearest is 'sped'"

run map test nowhere in.csv
want_rc 78
want_err 'no nowhere.yml in'

cat >my.yml <<'END'
help: mine
format: csv
source: {name: mine}
events:
  - type: telemetry.sample
    fields:
      time: t
      vehcle.id: v
      gnss.hdop: {from: h, as: numbr}
END
run map test ./my.yml in.csv
want_rc 78
want_err '^./my.yml:8:7: unknown field .vehcle.id.; did you mean .vehicle.id'
want_err '^./my.yml:9:[0-9]+: unknown conversion .numbr.; did you mean .numb'

for args in '' 'tset' 'test' 'test capmetro' 'test capmetro in.csv --bogus' \
    'test capmetro in.csv --lines x' 'list more'; do
	# shellcheck disable=SC2086 # words
	run map ${args}
	want_rc 2
	want_err '^vedette map: '
done

run map --help
want_rc 0
want_match '^usage: vedette map list$'
want_match '^Exit status: 0 done, 1 '

# An access log alone: who walks through ids is found.
for i in 10 11 12 13 14 15 16 17 18 19; do
	echo "203.0.113.9 - eve [02/Mar/2026:08:00:${i} +0000]" \
	    "\"GET /v1/trips/10${i} HTTP/1.1\" 404 10 \"-\" \"curl/8\""
done >access.log
run scan --as combined --format brief access.log
want_rc 3
want_match 'caller=actor:eve .*ids in a row'
