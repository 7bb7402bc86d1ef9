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

# Each rule that alerts says which scenario it covers.
run rules list
want_rc 0
grep -v 'silent alone' out | grep -vE 'vedette[.](s[0-9]{2}|dq[0-9])' >untold
same untold /dev/null

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
want_match '^\{"id":"7d1c54a0-[^"]*2","title":"Fast twice","level":"high","status":"test","type":"event_count","tags":\[\],"fields":\["vehicle.id"\],"group_by":\["vehicle.id"\],"rules":\["7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c001"\],"file":"mine/theme/fast.yml","line":12\}$'
want_match '"type":"detection","logsource":\{"product":"fleet","category":"telemetry"\},"tags":\[\],"fields":\["Vehicle.Speed"\],"silent_by":'
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

# Why a rule hit or missed: each clause, native and plain, line or stdin.
run rules why fast mine/theme/none.jsonl mine/theme
want_rc 1
want_err 'none.jsonl'
printf '%s\n' "${one}" '{"type":"telemetry.sample","time":"2026-03-02T08:00:05Z","vehicle":{"id":"v1"},"signals":{"Vehicle.Speed":90}}' 'no event' >events.jsonl
run rules why fast events.jsonl mine/theme
want_rc 3
want_match '^Fast sample$'
want_match '^7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c001$'
want_match '^    Vehicle.Speed\|gt: 100 \(found 120\): hit$'
run rules why 7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c001 events.jsonl:2 mine/theme
want_rc 0
want_match '^    Vehicle.Speed\|gt: 100 \(found 90\): miss: other value$'
want_match '^  rule: miss$'
run rules why 7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c002 events.jsonl mine/theme
want_rc 3
want_match 'correlation event_count over the rules below'
want_match '^    +Vehicle.Speed\|gt: 100 \(found 120\): hit$'
run rules why fast events.jsonl:3 mine/theme
want_rc 1
want_err 'line 3: '
run rules why fast events.jsonl:4 mine/theme
want_rc 1
want_err 'no event at line 4'
run rules why fasst events.jsonl mine/theme
want_rc 1
want_err "did you mean 'fast'"
cat >other.yml <<'EOF'
title: Dump
id: 7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c004
name: dump
status: test
level: low
logsource: {product: windows, category: process_creation}
detection:
    selection:
        Image|endswith: '\rundll32.exe'
        CommandLine|contains: [comsvcs, minidump]
    condition: selection
EOF
line='{"Image":"C:\\Windows\\RunDLL32.exe","CommandLine":"x MiniDump y"}'
printf "%s\n" "${line}" | COLUMNS=160 "${VEDETTE}" rules why --plain dump - other.yml >out 2>err
rc=$?
want_rc 3
want_match '^    Image\|endswith: .* bytes 10-22\): hit$'
want_match '^    CommandLine\|contains: any of "minidump", 1 more \(found "x MiniDump y", bytes 2-9\): hit$'
run rules check --plain other.yml
want_rc 0
run rules list --plain --json other.yml
want_match '"fields":\["CommandLine","Image"\]'
run rules check other.yml
want_rc 1
run rules why dump events.jsonl other.yml
want_rc 1
run rules why dump
want_rc 2

# What is covered: each scenario and list, by tags; gaps are named.
run rules coverage
want_rc 0
want_match '^Scenarios: [0-9]+ of 69 \(wave 1: [0-9]+ of 62, wave 2: [0-9]+ of 7\)$'
want_match '^  s13 W1 Unlock, trunk or hood command while driving +3 rules$'
want_match '^        a:command/unlock_in_motion b:command/unlock_state_stale$'
want_match '^  s41 W2 Personal data in clear, one key for all devices +-$'
want_match '^  20\.4 +Driving data falsified +[0-9]+ rules$'
want_match '^UN R155, Annex 5: [0-9]+ of 67$'
want_match '^  not covered:$'
awk 'length > 80' out >wide
[ ! -s wide ] || fail "lines wider than 80 columns: $(cat wide)"
cat >mine/tagged.yml <<'EOF'
title: Tagged
id: 7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c003
status: test
logsource: {product: fleet, category: telemetry}
tags: [vedette.s56.a, vedette.s99, vedette.safety, owasp.api11, r155.6.3,
    attack.t1059.001, attack.execution, attack.t1078]
detection:
    selection:
        Vehicle.Speed|gt: 100
    condition: selection
level: low
EOF
run rules coverage mine/tagged.yml
want_match '^Scenarios: 1 of 69 '
want_match '^  s56 W1 Telemetry replayed +1 rule, no b c d$'
want_match '^  t1059.001 +1 rule$'
want_match '^Tags that name nothing: vedette.s99 owasp.api11$'
run rules coverage --json mine/tagged.yml
want_match '"number":56,"wave":1,"title":"Telemetry replayed","letters":"abcd","rules":\[\{"id":"7d1c54a0-53fb-4b0c-8c39-5f1e2ab0c003","title":"Tagged","letter":"a"\}\]'
want_match '"strays":\["vedette.s99","owasp.api11"\]\}$'
run rules coverage --navigator layers.json mine/tagged.yml
want_rc 0
python3 - <<'EOF' || fail "the layers are not what the format asks for"
import json, re
layers = json.load(open("layers.json"))
assert [l["domain"] for l in layers] == [
    "enterprise-attack", "mobile-attack", "ics-attack"]
for l in layers:
    assert l["name"] and l["versions"]["layer"] == "4.5"
    assert tuple(map(int, l["versions"]["navigator"].split("."))) >= (4, 9, 0)
    assert l["versions"]["attack"].isdigit()
    assert l["gradient"]["maxValue"] > l["gradient"]["minValue"]
    assert len(l["gradient"]["colors"]) >= 2
    ids = [t["techniqueID"] for t in l["techniques"]]
    assert len(ids) == len(set(ids)) > 0
    for t in l["techniques"]:
        assert re.fullmatch(r"T\d{4}(\.\d{3})?", t["techniqueID"])
        assert isinstance(t["score"], int) and isinstance(t["comment"], str)
score = {t["techniqueID"]: t["score"] for t in layers[0]["techniques"]}
assert score["T1059.001"] == 1 and score["T1078"] == 1, score
assert score["T1190"] == 0, score
EOF
rm mine/tagged.yml
run rules coverage --json --navigator x mine
want_rc 2
run rules coverage --navigator
want_rc 2

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
