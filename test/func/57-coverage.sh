#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: every scenario of wave 1 has a rule, a story and a simulated attack.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

run rules coverage "${VEDETTE_SOURCE}/rules"
want_rc 0
want_match '^Scenarios: .*\(wave 1: 62 of 62, '
sed -n 's/^  s\([0-9][0-9]\) W1 .*/\1/p' out >wave
[ "$(wc -l <wave)" -eq 62 ] || fail "$(wc -l <wave) scenarios of wave 1"

run sim --help
# "   1a report-login  ...", "  13  unlock  ..."
sed -n 's/^ \{2,3\}\([0-9]\{1,2\}\)[a-z]\{0,1\} \{1,2\}[a-z-]\{1,\} .*/\1/p' out |
    while read -r n; do printf '%02d\n' "${n}"; done | sort -u >attacked
while read -r n; do
	grep -q "^${n}\$" attacked || fail "no attack for scenario ${n}"
	set -- "${VEDETTE_SOURCE}/test/story/${n}"-*/want.jsonl
	[ -f "$1" ] || fail "no story for scenario ${n}"
	grep -q "\"scenario\":\"s${n}\"" "$@" ||
	    fail "the story of scenario ${n} does not want it"
done <wave
