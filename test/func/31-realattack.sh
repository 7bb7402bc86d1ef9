#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: attacks put into clean days of a real fleet are found: recall 0.9.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

first=$(shared fleet/capmetro-2016-11-24.csv.gz) || exit
: >alerts
: >labels
for day in 24 25 26 27; do
	run map run capmetro "${first%24.csv.gz}${day}.csv.gz"
	want_rc 0
	mv out day
	for seed in 1 2; do
		run sim --into day --attacks teleport,freeze,clone \
		    --vehicles 10 --seed "${seed}" --out attacked \
		    --labels these
		want_rc 0
		[ "$(wc -l <these)" -ge 24 ] || fail "few attacks: no proof"
		run scan --format json attacked
		want_rc 3
		"${RECALL}" match out these >table ||
		    fail "day ${day}, seed ${seed}: $(cat table)"
		tail -n 1 table
	done
done
