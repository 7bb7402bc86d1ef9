#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: pipelines, placeholders and filters do what they say, from outside.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# A rule in the names of Windows, an event of the collector's making.
mkdir rules
cat >rules/r.yml <<'END'
title: Tool
id: 11111111-1111-4111-8111-111111111111
level: high
logsource: {product: windows, category: process_creation}
detection:
  s:
    Image|endswith: '\tool.exe'
    EventID: 1
    ParentUser: null
    User|expand: '%admins%'
  condition: s
END
cat >evtx.jsonl <<'END'
{"Event":{"System":{"EventID":1},"EventData":{"Image":"C:\\tool.exe","User":"root"}}}
{"Event":{"System":{"EventID":1},"EventData":{"Image":"C:\\tool.exe","User":"eve"}}}
{"Event":{"System":{"EventID":1},"EventData":{"Image":"C:\\tool.exe","User":"root","ParentUser":"x"}}}
{"Event":{"System":{"EventID":2},"UserData":{"Any":{"Image":"C:\\tool.exe","User":"root"}}}}
{"Event":{"System":{"EventID":1},"UserData":{"Any":{"Image":"C:\\TOOL.EXE","User":"ROOT"}}}}
{"EventID":1,"Image":"C:\\tool.exe","User":"root"}
END
cat >ecs.jsonl <<'END'
{"event":{"code":"1"},"process":{"executable":"C:\\tool.exe"},"winlog":{"event_data":{"User":"root"}}}
{"event.code":1,"process.executable":"C:\\tool.exe","winlog.event_data.User":"eve"}
{"event":{"code":"1"},"process":{"executable":"C:\\tool.exe"},"User":"root"}
END
echo 'admins: [root, adm*]' >p.yml

# lines: the numbers of the lines with a finding.
lines() {
	sed -n 's/.*"line":\([0-9]*\).*/\1/p' out | tr '\n' ' '
}

# Without the placeholder the rule is refused and says so.
run rules check --plain rules
want_rc 1
want_match "^rules/r.yml:10:18: refused: 1.*: placeholder '%admins%' is not"
run rules check --plain --placeholders p.yml rules
want_rc 0
want_match '^1 files, 1 rules, 0 correlations; 0 refused, 0 warnings$'

run scan --plain --rules rules --placeholders p.yml evtx.jsonl
[ "$(lines)" = '6 ' ] || fail "without pipeline: $(lines)"
run scan --plain --pipeline windows-evtx --rules rules --placeholders p.yml \
    evtx.jsonl
want_rc 3
[ "$(lines)" = '1 5 ' ] || fail "windows-evtx: $(lines)"
run scan --plain --pipeline ecs-windows --rules rules --placeholders p.yml \
    ecs.jsonl
[ "$(lines)" = '1 ' ] || fail "ecs-windows: $(lines)"

# A filter, joined as it is written; it is read by the pipeline, too.
cat >rules/f.yml <<'END'
title: Quiet
id: 22222222-2222-4222-8222-222222222222
logsource: {product: windows}
filter:
  rules: any
  known: {User|cased: ROOT}
  condition: not known
END
run scan --plain --pipeline windows-evtx --rules rules --placeholders p.yml \
    evtx.jsonl
[ "$(lines)" = '1 ' ] || fail "with a filter: $(lines)"

# A correlation names fields as its rules do.
mkdir corr
sed '/ParentUser/d; /User|expand/d; s/^level: .*/level: low\nname: tool/' \
    rules/r.yml >corr/r.yml
cat >>corr/r.yml <<'END'
---
title: Two in a minute
id: 66666666-6666-4666-8666-666666666666
level: high
correlation:
  type: event_count
  rules: [tool]
  group-by: [User]
  timespan: 1m
  condition: {gte: 2}
END
cat >two.jsonl <<'END'
{"time":"2026-03-02T08:00:00Z","Event":{"System":{"EventID":1},"EventData":{"Image":"C:\\tool.exe","User":"a"}}}
{"time":"2026-03-02T08:00:10Z","Event":{"System":{"EventID":1},"EventData":{"Image":"C:\\tool.exe","User":"b"}}}
{"time":"2026-03-02T08:00:20Z","Event":{"System":{"EventID":1},"UserData":{"X":{"Image":"C:\\tool.exe","User":"a"}}}}
END
run scan --plain --pipeline windows-evtx --rules corr two.jsonl
want_rc 3
[ "$(grep -c 'Two in a minute' out)" -eq 1 ] || fail 'not one correlation'
want_match '"id":"66666666.*"User":"a"'

# An alias that is named for a kind gives the entity its kind.
mkdir alias
cat >alias/r.yml <<'END'
title: E-mail changed
id: 88888888-8888-4888-8888-888888888881
name: email
level: informational
logsource: {product: fleet}
detection: {s: {type: account.change, field: email}, condition: s}
---
title: Command
id: 88888888-8888-4888-8888-888888888882
name: cmd
level: informational
logsource: {product: fleet}
detection: {s: {type: command.request}, condition: s}
---
title: E-mail and then a command
id: 88888888-8888-4888-8888-888888888883
level: high
correlation:
  type: temporal_ordered
  rules: [email, cmd]
  group-by: [account]
  timespan: 30m
  aliases:
    account: {email: target.id, cmd: actor.id}
END
cat >alias.jsonl <<'END'
{"type":"account.change","time":"2026-03-02T08:00:00Z","target":{"kind":"account","id":"a"},"field":"email"}
{"type":"command.request","time":"2026-03-02T08:01:00Z","actor":{"id":"a"},"vehicle":{"id":"v"},"command_id":"c","command":"unlock"}
END
run scan --rules alias --format json alias.jsonl
want_rc 3
want_match '"entity":{"kind":"account","id":"a"}'

# All that is wrong with a document is told, not only the first.
cat >wrong.yml <<'END'
title: Wrong
id: 77777777-7777-4777-8777-777777777777
xlevel: low
status: tset
logsource: {product: windows}
detection:
  a: {x|containz: 1, y: []}
  b: [{z|re: '(?=a)'}, [c]]
  condition: a and nosuch
END
run rules check --plain wrong.yml
want_rc 1
for place in 3:1 4:9 7:7 7:22 8:14 8:24 9:20; do
	want_match "^wrong.yml:${place}: "
done
want_match '^1 files, 0 rules, 0 correlations; 1 refused, 1 warnings$'

# A pipeline that is not there, one that is not understood.
run rules check --plain --pipeline windows-evt rules
want_rc 1
want_err "did you mean 'windows-evtx'"
cat >bad.yml <<'END'
transformations:
  - type: drop_detection_item
END
run rules check --plain --pipeline ./bad.yml rules
want_rc 1
want_match "^./bad.yml:2:11: refused: the transformation 'drop_detection_item'"
want_match '^2 files, 0 rules, 0 correlations; 1 refused, 0 warnings$'

# What is not portable.
cat >own.yml <<'END'
title: Night
id: 33333333-3333-4333-8333-333333333333
level: low
logsource: {product: fleet}
x-vedette: {rearm: 2h}
detection: {s: {time|hour|gte: 22}, condition: s}
END
run rules check own.yml
want_rc 0
want_match '^1 files, 1 rules, 0 correlations; 0 refused, 0 warnings$'
run rules check --portable own.yml
want_match '^own.yml:6:17: not portable: 3'
want_match '^own.yml:5:1: extension: 3.*: x-vedette$'
want_match ', 2 uses of extensions$'

cat >>own.yml <<'END'
---
title: Slow nights
id: 33333333-3333-4333-8333-333333333334
level: low
correlation:
  type: value_median
  rules: [33333333-3333-4333-8333-333333333333]
  group-by: [vehicle.id]
  timespan: 1h
  condition: {gt: 5, field: row.x}
---
title: Both
id: 33333333-3333-4333-8333-333333333335
level: low
correlation:
  type: temporal
  rules: [33333333-3333-4333-8333-333333333333]
  group-by: [vehicle.id]
  timespan: 1h
  condition: 33333333-3333-4333-8333-333333333333
END
run rules check --portable own.yml
want_match '^own.yml:12:9: not portable: .*334: correlation type value_median'
want_match '^own.yml:26:14: not portable: .*335: a condition over rule names'

# Filters have tests of their own.
mkdir fleet
cat >fleet/rule.yml <<'END'
title: Taken over
id: 44444444-4444-4444-8444-444444444444
name: takeover
level: low
logsource: {product: fleet, category: device}
detection: {s: {session_takeover: true}, condition: s}
END
cat >fleet/rule.test.jsonl <<'END'
{"test":"no","expect":[]}
{"type":"device.connect","time":"2026-03-02T08:00:00Z","device":{"id":"d1"},"protocol":"mqtt"}
{"test":"the probe, without the filter","expect":[{"entity":{"kind":"device","id":"probe"}}]}
{"type":"device.connect","time":"2026-03-02T08:00:00Z","device":{"id":"probe"},"protocol":"mqtt","session_takeover":true}
END
cat >fleet/quiet.yml <<'END'
title: Not the probe
id: 55555555-5555-4555-8555-555555555555
logsource: {product: fleet}
filter: {rules: [takeover], probe: {device.id: probe}, condition: not probe}
END
run rules test fleet
want_rc 0
want_match '^1 files, 2 cases: 2 passed, 0 failed$'
cat >fleet/quiet.test.jsonl <<'END'
{"test":"the probe","expect":[]}
{"type":"device.connect","time":"2026-03-02T08:00:00Z","device":{"id":"probe"},"protocol":"mqtt","session_takeover":true}
END
run rules test fleet
want_rc 1
want_match 'fleet/quiet.yml: no case that alerts'
cat >>fleet/quiet.test.jsonl <<'END'
{"test":"others","expect":[{"rule":"44444444-4444-4444-8444-444444444444","entity":{"kind":"device","id":"d1"}}]}
{"type":"device.connect","time":"2026-03-02T08:00:00Z","device":{"id":"d1"},"protocol":"mqtt","session_takeover":true}
END
run rules test fleet
want_rc 0
want_match '^2 files, 4 cases: 4 passed, 0 failed$'
