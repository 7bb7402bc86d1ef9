#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: same events, same alerts, byte for byte: on every run, for any number
# of shards, however the events are packed and split.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

run sim --seed 11 --vehicles 20 --hours 12 --attacks default --out day
want_rc 0
for form in json ocsf; do
	run scan --format "${form}" day
	want_rc 3
	mv out "first.${form}"
	[ "$(wc -l <"first.${form}")" -ge 10 ] || fail "few alerts: no proof"
	for shards in 1 2 4 8; do
		run scan --format "${form}" --shards "${shards}" day
		want_rc 3
		same out "first.${form}"
	done
done

gzip -c day >day.gz
zstd -q -c day >day.zst
xz -1 -c day >day.xz
for file in day.gz day.zst day.xz; do
	run scan --format json "${file}"
	same out first.json
done
rc=0
"${VEDETTE}" scan --format json - <day.zst >out 2>err || rc=$?
want_rc 3
same out first.json

# The lines have ids: split by turns, they merge into the same journal.  What
# came at the same moment stays together: ties go by the order of the files.
awk '{
	match($0, /"received":"[^"]*"/)
	at = substr($0, RSTART, RLENGTH)
	turn = at == was ? turn : !turn
	was = at
	print >(turn ? "odd" : "even")
}' day
run scan --format json odd even
same out first.json
run scan --format json --shards 3 even odd
same out first.json
# In no order at all, and sorted.
sort day >jumble
run scan --format json --sort jumble
same out first.json
