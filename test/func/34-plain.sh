#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: scan --plain runs rules of any product over any JSON lines, with the
# same bytes for any number of shards, and says what it left out.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# block FORM: the guide's first block in that form, without its indentation.
block() {
	awk -v form="$1" '
	$1 == "```" form { match($0, /^ */); indent = RLENGTH; on = 1; next }
	on && $1 == "```" { exit }
	on { print substr($0, indent + 1) }' \
	    "${VEDETTE_SOURCE}/doc/guide/foreign-logs.md"
}

# The guide's example.
mkdir foreign
block json >auth.jsonl
block yaml >foreign/guessing.yml
[ "$(wc -l <auth.jsonl)" -eq 4 ] || fail "the guide has no log"
# shellcheck disable=SC2046 # the command as the guide has it
run $(block sh | sed 's/^vedette //')
want_rc 3
want_match '"file":"auth.jsonl","line":4,.*"group":\{"source.ip":"203.0.113.9"\},"value":3,'
[ "$(wc -l <out)" -eq 1 ] || fail "more than the one episode"
want_err '^findings +1 by 1 rule$'
want_err '^noted +4 +lines that state no logsource'

# Routing: only what contradicts is left out.
run scan --plain --rules foreign --logsource product=linux auth.jsonl
want_rc 3
run scan --plain --rules foreign --logsource product=Windows auth.jsonl
want_rc 0
run scan --plain --rules foreign --logsource product=windows --no-routing \
    auth.jsonl
want_rc 3
sed 's/^{/{"logsource":{"product":"windows"},/' auth.jsonl >win.jsonl
run scan --plain --rules foreign win.jsonl
want_rc 0
sed 's/^{/{"service":"AUTH",/' auth.jsonl >same.jsonl
run scan --plain --rules foreign --logsource service=ftp same.jsonl
want_rc 3

# Detections: one line each; what is informational is no alert.
cat >one.yml <<'END'
title: A word
id: 3a6d2c1e-5b7f-4e0a-9c84-1d2e3f4a5b03
status: test
logsource: {product: any}
detection:
    words: [needle, 4711]
    condition: words
level: informational
---
title: A member
id: 3a6d2c1e-5b7f-4e0a-9c84-1d2e3f4a5b04
status: test
logsource: {product: any}
detection:
    one: {a.b|gt: 1}
    condition: one
level: high
END
cat >any.jsonl <<'END'
{"a.b":2}
{"a":{"b":[1,"2"]},"at":1700000000123}
{"a":[{"b":0},{"b":3.5}],"at":"2026-03-02T08:15:00Z"}
{"needle":"in a key"}
{"x":{"y":["a Needle there"]}}
{"n":47110}
{"a":1,"a":2}
{"a":{"k":1,"k":1}}
not json
{"a.b":1}
END
run scan --plain --time-field at --rules one.yml any.jsonl
want_rc 3
cut -c 1-60 out >short
cat >want <<'END'
{"file":"any.jsonl","line":1,"rule":{"id":"3a6d2c1e-5b7f-4e0
{"time":"2023-11-14T22:13:20.123Z","file":"any.jsonl","line"
{"time":"2026-03-02T08:15:00.000Z","file":"any.jsonl","line"
{"file":"any.jsonl","line":5,"rule":{"id":"3a6d2c1e-5b7f-4e0
{"file":"any.jsonl","line":6,"rule":{"id":"3a6d2c1e-5b7f-4e0
END
same want short
[ "$(grep -c '"is_alert":false' out)" -eq 2 ] || fail "informational"
[ "$(grep -c '"is_alert":true' out)" -eq 3 ] || fail "not informational"
want_err '^any.jsonl:7: duplicate key "a"'
want_err '^any.jsonl:8: duplicate key "k"'
want_err '^any.jsonl:9: expected '
want_err '^skipped +3 lines'
want_err '^noted +5 +lines without a time'

# Shards, files and forms of firing.
awk 'BEGIN { for (i = 0; i < 3000; i++)
    printf "{\"ts\":%d,\"u\":\"u%d\",\"a\":{\"b\":%d},\"w\":\"needle\"}\n",
    1700000000 + i, i % 7, i % 3 }' >many.jsonl
cat >corr.yml <<'END'
title: Hit
id: 3a6d2c1e-5b7f-4e0a-9c84-1d2e3f4a5b05
name: hit
status: test
logsource: {product: any}
detection:
    one: {a.b: 1}
    condition: one
level: low
---
title: Hits
id: 3a6d2c1e-5b7f-4e0a-9c84-1d2e3f4a5b06
status: test
correlation:
    type: event_count
    rules: [hit]
    group-by: [u]
    timespan: 1m
    generate: true
    condition: {gte: 3}
level: high
END
awk 'NR % 3 != 0' many.jsonl >even.jsonl
awk 'NR % 3 == 0' many.jsonl >odd.jsonl
for how in episode every reset; do
	run scan --plain --quiet --rules corr.yml --rules one.yml \
	    --fire "${how}" many.jsonl
	want_rc 3
	want_match '"title":"Hits"'
	mv out "${how}"
	for n in 2 5; do
		run scan --plain --quiet --rules corr.yml --rules one.yml \
		    --fire "${how}" --shards "${n}" many.jsonl
		same "${how}" out
	done
done
[ "$(grep -c '"title":"Hits"' episode)" -eq 7 ] || fail "not 7 episodes"
[ "$(grep -c '"title":"Hits"' every)" -gt 900 ] || fail "few points"
[ "$(grep -c '"title":"Hits"' reset)" -lt 400 ] || fail "no group restarts"
# Two files are one journal by time, whichever comes first.
run scan --plain --quiet --rules corr.yml --fire every even.jsonl odd.jsonl
want_rc 3
[ "$(grep -c '"title":"Hits"' out)" -eq "$(grep -c '"title":"Hits"' every)" ] ||
    fail "files are not merged by time"

# What fits one kind of input only.
for args in '--as combined' '--start 2026-03-02T08:15:00Z' '--format ocsf' \
    '--max-vehicles 5000'; do
	# shellcheck disable=SC2086 # words
	run scan --plain ${args} --rules one.yml any.jsonl
	want_rc 2
	want_err "^vedette scan: ${args%% *}.*: not with --plain$"
done
for args in '--time-field at' '--logsource product=x' '--no-routing' \
    '--fire every'; do
	# shellcheck disable=SC2086
	run scan ${args} any.jsonl
	want_rc 2
	want_err "^vedette scan: ${args%% *}: only with --plain$"
done
for args in '--fire often' '--logsource windows' '--logsource product=' \
    '--logsource product=a,product=b'; do
	# shellcheck disable=SC2086
	run scan --plain ${args} any.jsonl
	want_rc 2
	want_err "^vedette scan: ${args%% *}: expected "
done
run scan --plain --rules one.yml --pipeline none-such any.jsonl
want_rc 78
