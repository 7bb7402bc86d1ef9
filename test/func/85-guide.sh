#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: what README and the guide say to type does what they say it does.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# block FILE WORD: the fenced block of a document that holds WORD, without
# the indentation that a list gives it.
block() {
	awk -v word="$2" '
	/^ *```/ {
		if (inside && found) { printf "%s", text; exit }
		inside = !inside
		match($0, /^ */); indent = RLENGTH
		text = ""; found = 0
		next
	}
	inside {
		line = substr($0, indent + 1)
		if (index(line, word)) found = 1
		text = text line "\n"
	}' "${VEDETTE_SOURCE}/$1"
}

# README: two event lines, as they stand there.
block README.md 'two.jsonl' | grep '^{' >two.jsonl
run scan two.jsonl
want_rc 3
want_match 'Unlock, trunk or hood command while driving'
run explain two.jsonl:2
want_rc 3
want_match '^  HIT  Unlock'

# README: a mapping of one's own; the rows have a leap in them.
block README.md 'box.yml' | sed '/<<.END/d;/^END$/,$d' >box.yml
for m in 0 1 2 3 4 5; do
	lat=52.5200
	[ "${m}" -lt 3 ] || lat=52.2200
	printf '02.03.2026;09:0%d:00;B-17;31;%s;13.4%d50\n' "${m}" "${lat}" \
	    "${m}"
done >trips.csv
run map test ./box.yml trips.csv
want_rc 0
want_match '^6 rows: 6 events, 0 bad, 0 skipped$'
want_match '"Vehicle.Speed":49.889664'
run scan --as ./box.yml trips.csv
want_rc 3
want_match 'vehicle=B-17 "Position leaps'

# The guide: a rule for an access log, and its test.
mkdir -p mine/login
block doc/guide/write-a-rule.md 'Refused request' >mine/login/guessing.yml
block doc/guide/write-a-rule.md '"five in a minute"' >shown
event() {
	sed -n '2s/08:00:00Z/08:00:0'"$1"'Z/p' shown
}
{
	sed -n 1p shown
	for s in 0 1 2 3 4; do event "${s}"; done
	grep '"test":"four"' shown
	for s in 0 1 2 3; do event "${s}"; done
} >mine/login/guessing.test.jsonl
run rules check mine
want_rc 0
run rules test mine
want_rc 0
want_match '2 cases: 2 passed, 0 failed$'
for s in 1 2 3 4 5; do
	printf '203.0.113.9 - - [02/Mar/2026:08:15:0%d +0000] ' "${s}"
	printf '"POST /v1/login HTTP/1.1" 401 54 "-" "curl/8.5"\n'
done >access.log
run map test combined --lines 1 access.log
want_rc 0
run scan --as combined access.log
want_rc 0
run scan --as combined --rules mine access.log
want_rc 3
want_match 'network=203.0.113.9 "Many refused requests'

run rules why --as combined refused access.log:1 mine
want_rc 3
want_match '^    outcome: "denied" \(found "denied"'
run rules coverage mine
want_rc 0

# The guide: look-alikes alone are silent, an attack on a file is seen.
run sim --seed 3 --vehicles 10 --hours 3 --attacks none --out quiet.jsonl
want_rc 0
run scan quiet.jsonl
want_rc 0
run sim --into quiet.jsonl --attacks teleport --out attacked.jsonl \
    --labels done.jsonl
want_rc 0
run scan attacked.jsonl
want_rc 3
want_match 'Position leaps'

# The example of vedette-mapping(5) and that of vedette-rules(5) load.
example() {
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' \
	    "${VEDETTE_SOURCE}/doc/man/$1" |
	    sed '1,/^\.Bd/d;/^\.Ed/,$d'
}
example vedette-mapping.5 >example.yml
{ echo 'day;clock;car;mph;lat;lon'; cat trips.csv; } >header.csv
run map test ./example.yml header.csv
want_rc 0
want_match '^6 rows: 6 events, 0 bad, 0 skipped$'
mkdir rule
example vedette-rules.5 >rule/unlock.yml
run rules check rule
want_rc 0
