#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: `vedette rules` checks, lists and tests rules, and its tests can fail.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# The rules that come along load without a word, and pass their tests.
run rules check
want_rc 0
want_match '^[0-9]+ files, [0-9]+ rules, [0-9]+ correlations; 0 refused, 0 warnings$'
run rules test
want_rc 0
want_no_match '^FAILED'
want_match '^[0-9]+ files, [0-9]+ cases: [0-9]+ passed, 0 failed$'
run rules check --portable
want_rc 0
want_match 'extension: [0-9a-f-]+: x-vedette$'

# The coverage table names each rule that alerts, and no other.
run rules list
want_rc 0
grep -v 'silent alone' out | sed 's|.*rules/\([a-z_]*/[a-z_]*\)\.yml:.*|\1|' |
    sort -u >have
sed -n 's/^| [0-9DQ]* *[a-z]* | \([a-z_]*\/[a-z_]*\) .*/\1/p' \
    "${VEDETTE_SOURCE}/rules/README.md" | sort -u >told
same have told

# A rule and its tests in a folder of our own, below a theme.
mkdir -p mine/theme
cat >mine/theme/fast.yml <<'EOF'
title: Fast sample
id: 7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c001
name: fast
status: test
logsource: {product: fleet, category: telemetry}
detection:
    selection:
        Vehicle.Speed|gt: 100
    condition: selection
level: low
---
title: Fast twice
id: 7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c002
status: test
correlation:
    type: event_count
    rules: [fast]
    group-by: [vehicle.id]
    timespan: 10s
    condition: {gte: 2}
level: high
EOF
alert='{"test":"twice","expect":[{"entity":{"kind":"vehicle","id":"v1"},"time":"2026-03-02T08:00:05Z"}]}'
one='{"type":"telemetry.sample","time":"2026-03-02T08:00:00Z","vehicle":{"id":"v1"},"signals":{"Vehicle.Speed":120}}'
two='{"type":"telemetry.sample","time":"2026-03-02T08:00:05Z","vehicle":{"id":"v1"},"signals":{"Vehicle.Speed":120}}'
silent='{"test":"once","expect":[]}'
cases() {
	printf '%s\n' "$@" >mine/theme/fast.test.jsonl
}

cases "${alert}" "${one}" "${two}" "" "${silent}" "${one}"
run rules test mine
want_rc 0
want_match '^ok +mine/theme/fast.yml +2 cases$'
run rules test mine/theme/fast.test.jsonl
want_rc 0
run rules list mine
want_match 'Fast sample .*silent alone \(by 7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c002\) +mine/theme/fast.yml:1$'
run rules list --json mine
want_match '^\{"id":"7d1c54a0-[^"]*2","title":"Fast twice","level":"high","status":"test","correlation":true,"tags":\[\],"file":"mine/theme/fast.yml","line":12\}$'
want_match '"silent_by":\["7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c002"\]'

# What goes wrong is said with its line.
cases "${alert}" "${one}" "${silent}" "${one}"
run rules test mine
want_rc 1
want_match '^FAILED +mine/theme/fast.yml +1 of 2 cases$'
want_match 'fast.test.jsonl:1: twice: no alert vehicle=v1 "Fast twice" at 2026-03-02T08:00:05.000Z$'
cases "${alert}" "${one}" "${two}" "${silent}" "${one}" "${two}"
run rules test mine
want_rc 1
want_match 'fast.test.jsonl:4: once: not expected: 2026-03-02T08:00:05.000Z HIGH - vehicle=v1 "Fast twice"'
cases "$(echo "${alert}" | sed 's/05Z/06Z/')" "${one}" "${two}" "${silent}"
run rules test mine
want_rc 1
want_match 'not expected: '
cases "$(echo "${alert}" | sed 's/"v1"/"v2"/')" "${one}" "${two}" "${silent}"
run rules test mine
want_rc 1
want_match 'no alert vehicle=v2 '
cases "${alert}" "${one}" "${two}" "${silent}" '{"type":"telemetry.sample"}'
run rules test mine
want_rc 1
want_match 'fast.test.jsonl:5: once: line rejected: '
cases "${one}"
run rules test mine
want_rc 1
want_match 'fast.test.jsonl:1: a case begins with'
cases "${alert}" "${one}" "${two}"
run rules test mine
want_rc 1
want_match 'fast.yml:12: 7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c002: no case that stays silent$'
cases "${silent}" "${one}"
run rules test mine
want_rc 1
want_match 'no case that alerts$'
cases '{"test":"x","expect":[{"rule":"fast","entity":{"kind":"vehicle","id":"v1"}}]}'
run rules test mine
want_rc 1
want_match 'fast.test.jsonl:1: x: no rule fast that alerts in mine/theme/fast.yml$'
rm mine/theme/fast.test.jsonl
run rules test mine
want_rc 1
want_match 'fast.test.jsonl: no such file$'

# All complaints of all files at once.
sed 's/Vehicle.Speed|gt/Vehicle.Sped|gt/; s/002$/012/; s/001$/011/; s/fast/slow/' \
    mine/theme/fast.yml >mine/a.yml
printf 'title: [\n' >mine/b.yml
run rules check mine
want_rc 1
want_match "^mine/a.yml:[0-9]+:[0-9]+: refused: 7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c011: .*Vehicle.Sped.*Vehicle.Speed"
want_match '^mine/a.yml:[0-9]+:[0-9]+: refused: 7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c012: '
want_match '^mine/b.yml:[0-9]+:[0-9]+: refused: '
want_match '^3 files, 1 rules, 1 correlations; 3 refused, '

# Wrong usage and places that are not there.
run rules
want_rc 2
run rules tset
want_rc 2
run rules list --portable
want_rc 2
want_err 'no such option: --portable'
run rules check nowhere
want_rc 1
want_err 'nowhere'
mkdir none
run rules check none
want_rc 1
want_err 'no rule'
run rules --help
want_rc 0
want_match 'usage: vedette rules check '
run rules test --help
want_rc 0
want_match 'exactly those expected'
