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
