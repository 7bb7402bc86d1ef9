#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: scan and explain --ref know the registers from the beginning on, tell
# what is wrong with them, and nothing else moves.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

guide=${VEDETTE_SOURCE}/doc/guide/connect-your-registers.md

# block FORM N: the guide's Nth block in that form.
block() {
	awk -v form="$1" -v n="$2" '
	$1 == "```" form { on = ++k == n; next }
	/^```/ { on = 0; next }
	on { print }' "${guide}"
}

# The guide's example.
mkdir ref
block csv 1 >ref/owner.csv
block csv 2 >ref/booking.csv
block csv 3 >ref/employee.csv
block json 1 >night.jsonl
[ "$(cat ref/*.csv night.jsonl | wc -l)" -eq 10 ] || fail "no example"
# shellcheck disable=SC2046 # the command as the guide has it
run $(block sh 1 | sed 's/^vedette //')
want_rc 3
want_match "$(block text 1)"
[ "$(wc -l <out)" -eq 1 ] || fail "more than the one alert"
want_err '^reference 5 rows: owner 2, booking 1, employee 2$'
mv out known
run scan night.jsonl
want_rc 0
want_err "^$(block text 2) .*owner"
run explain --ref ref night.jsonl:2
want_rc 3
want_match '^  booking\.cover +none'
run explain --ref ref/ night.jsonl:1
want_match '^  booking\.cover +booking'

# The employee who has left.
printf '%s\n' '{"type":"data.access","time":"2026-03-02T09:00:00Z",'\
'"actor":{"id":"emp-031","kind":"employee","roles":[],"mfa":true},'\
'"op":"view","data_classes":["contact"]}' >staff.jsonl
sed 's/emp-031/emp-017/' staff.jsonl >>staff.jsonl.2
cat staff.jsonl.2 >>staff.jsonl
run scan --ref ref staff.jsonl
want_rc 3
want_match 'actor=emp-017 .* person.gaps=not_employed '
want_no_match emp-031

# A slip in a header, the name of a file, a cell.
cp -r ref bad
sed -i 's/account_id/acount_id/' bad/owner.csv
run scan --ref bad night.jsonl
want_rc 78
text=$(block text 3 | sed 's/?/[?]/')
want_err "^vedette scan: bad${text#ref}\$"
mv bad/owner.csv bad/ownr.csv
run explain --ref bad night.jsonl:1
want_rc 78
want_err "bad/ownr.csv: there is no such table; did you mean 'owner'"
rm bad/ownr.csv
cp ref/owner.csv bad/
echo 'bk-2,acc-1,veh-2,,tomorrow,' >>bad/booking.csv
run scan --ref bad night.jsonl
want_rc 3
text=$(block text 4)
want_err "^bad${text#ref}\$"
want_err '^refused +1 row of --ref:$'
same out known
run scan --quiet --ref bad night.jsonl
want_rc 3
[ ! -s err ] || fail "not quiet"

# Places; a packed table; what lies deeper or is no CSV is not looked at.
run scan --ref none night.jsonl
want_rc 1
run scan --ref night.jsonl night.jsonl
want_rc 1
want_err 'expected a folder'
mkdir empty
run scan --ref empty night.jsonl
want_rc 1
want_err 'got none$'
run scan --ref '' night.jsonl
want_rc 2
run scan --plain --ref ref night.jsonl
want_rc 2
mkdir -p packed/old
gzip <ref/owner.csv >packed/owner.csv
cp ref/booking.csv packed/
echo nonsense >packed/old/owner.csv
echo nonsense >packed/README
run scan --ref packed night.jsonl
want_rc 3
same out known

# Nothing else moves: no clock, no silence, no event, no first time.  Bulk
# rows stand for a feed that would fall silent if they were events.
{
	echo key,account_id,valid_from
	i=0
	while [ "${i}" -lt 60 ]; do
		echo "v${i},a${i},2026-03-02T07:00:${i}Z" |
		    sed 's/:\([0-9]\)Z/:0\1Z/'
		i=$((i + 1))
	done
} >packed/owner.csv
cat >watch.yml <<'END'
title: Anything at all
id: 3a6d2c1e-5b7f-4e0a-9c84-1d2e3f4a5b66
status: test
logsource: {product: fleet}
detection:
    s: {type|exists: true}
    condition: s
level: low
END
run scan --rules watch.yml --ref packed --until 2026-03-05T00:00:00Z \
    night.jsonl
want_rc 3
want_no_match 'feed.silent|twin.silent|ref.row'
want_err '^events +3 from 1 file;'
want_err '2026-03-02T17:55:00Z to '

# Known at any number of shards, and after a break.
run scan --ref ref --shards 3 night.jsonl
same out known
head -n 1 night.jsonl >day.jsonl
run scan --ref ref --state st --state-every 1 day.jsonl
want_rc 0
run scan --ref ref --state st --state-every 1 night.jsonl
want_rc 3
same out known
want_err '^reference 5 rows'
