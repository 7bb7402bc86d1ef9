#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: every example of doc/guide/rules.md loads and does what is said.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# Blocks that begin with "# FILE" become that file.
awk '
/^```/ { inside = !inside; file = ""; next }
inside && file == "" && /^# / {
	file = $2
	dir = file
	if (sub("/[^/]*$", "", dir))
		system("mkdir -p " dir)
	next
}
inside && file != "" { print > file }
' "${VEDETTE_SOURCE}/doc/guide/rules.md"
[ "$(find . -name '*.yml' | wc -l)" -eq 5 ] || fail "not five YAML files"
[ "$(find . -name '*.jsonl' | wc -l)" -eq 3 ] || fail "not three of events"

run rules check mine
want_rc 0
want_match '^2 files, 1 rules, 1 correlations; 0 refused, 0 warnings$'
run rules test mine
want_rc 0
want_match '^2 files, 4 cases: 4 passed, 0 failed$'
run rules check --plain --placeholders lists.yml foreign
want_rc 0
want_match '; 0 refused, 0 warnings$'
run rules check --plain foreign
want_rc 1
run scan --plain --pipeline ./own.yml --placeholders lists.yml \
    --rules foreign own.jsonl
want_rc 3
want_match '"line":1,'
want_no_match '"line":2,'
run rules check --portable mine
want_match ', 1 uses of extensions$'
