#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: duplicates are dropped over all files, files are merged by time, and
# --until lets timers run at the end.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# A car that drives, reports twelve times and then no more.
awk 'BEGIN { for (i = 0; i < 12; i++)
	printf "{\"id\":\"e%d\",\"type\":\"telemetry.sample\",\"time\":\"2026-03-02T08:%02d:%02dZ\",\"vehicle\":{\"id\":\"v1\"},\"signals\":{\"Vehicle.Speed\":50,\"Vehicle.LowVoltageSystemState\":\"ON\"}}\n", i, i / 2, i % 2 * 30 }' >car

# At the end of input timers do not run.
run scan car
want_rc 0
want_err '^events +12 from 1 file; '
run scan --until 2026-03-02T08:30:00Z car
want_rc 3
want_match '2026-03-02T08:10:30.000Z HIGH s59 vehicle=v1 '
# Due at clock >= their time + 30 s: not a millisecond before.
run scan --until 2026-03-02T08:10:59.999Z car
want_rc 0
run scan --until 2026-03-02T08:11:00Z car
want_rc 3

# The same events twice, in one file and in two.
cat car car >twice
run scan twice
want_rc 0
want_err '^events +12 from 1 file, 12 duplicates dropped'
run scan car car
want_rc 0
want_err '^events +12 from 2 files, 12 duplicates dropped'
# Lines without ids are the same only at the same number of the same line.
sed 's/"id":"e[0-9]*",//' car >nameless
run scan nameless nameless
want_err '^events +12 from 2 files, 12 duplicates dropped'
{ echo; cat nameless; } >moved
run scan nameless moved
want_err '^events +24 from 2 files; '

# Merged by time, whatever the order of the arguments.
sed -n '1~2p' car >odd
sed -n '2~2p' car >even
run scan --until 2026-03-02T08:30:00Z --format json car
mv out one
run scan --until 2026-03-02T08:30:00Z --format json odd even
same out one
run scan --until 2026-03-02T08:30:00Z --format json even odd
same out one

# Backwards: most lines are late and --sort is named; sorted, all is well.
sort -r car >backwards
run scan --until 2026-03-02T08:30:00Z --format json backwards
want_err '^note +Most lines are older .* --sort'
run scan --sort --until 2026-03-02T08:30:00Z --format json backwards
want_rc 3
same out one

# What comes too late for its window is counted, for each source.
mkdir late
cat >late/calls.yml <<'EOF'
title: A call
id: 3a6d2c1e-5b7f-4e0a-9c84-1d2e3f4a5c01
name: call
status: test
level: low
logsource: {product: fleet, category: api}
detection: {calls: {client.ip: 192.0.2.1}, condition: calls}
---
title: Calls
id: 3a6d2c1e-5b7f-4e0a-9c84-1d2e3f4a5c02
status: test
level: high
correlation:
    type: event_count
    rules: [call]
    group-by: [client.ip]
    timespan: 10s
    condition: {gte: 3}
EOF
# call SOURCE TIME RECEIVED
call() {
	printf '{"type":"api.request","source":{"name":"%s","kind":"http"},"time":"2026-03-02T%sZ","received":"2026-03-02T%sZ","client":{"ip":"192.0.2.1"},"method":"GET","route":"/a","status":200,"outcome":"success"}\n' \
	    "$1" "$2" "$3"
}
{
	call gate 08:00:00 08:00:00
	call door 08:10:00 08:10:00
	call gate 08:09:19.999 08:10:00
	call door 08:09:20 08:10:00
	call gate 08:00:01 08:10:01
	call door 08:00:02 08:10:02
} >calls
run scan --rules late calls
want_rc 0
want_err '^windows +3 matches too late for their window$'
want_err '^ +2  gate of default$'
want_err '^ +1  door of default$'
run scan --rules late --shards 3 calls
want_err '^ +2  gate of default$'
# A state keeps the counts.
head -5 calls >most
run scan --rules late --state kept most
want_err '^ +2  gate of default$'
run scan --rules late --state kept calls
want_err '^windows +3 matches too late'
want_err '^ +2  gate of default$'
want_err '^ +1  door of default$'
