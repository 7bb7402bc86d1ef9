#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: SigmaHQ's rules run on Windows records: each of the 105 regression
# cases fires its rule, and all events against all rules hit as often as they
# should.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

rules=$(shared sigma/sigmahq-rules.tar.gz) || exit
cases=$(shared sigma/regression-dev.jsonl.gz) || exit
command -v python3 >/dev/null || skip "no python3"
mkdir hq
tar xzf "${rules}" -C hq || fail "cannot unpack the rules"
dirs="--rules hq/rules --rules hq/rules-compliance"
dirs="${dirs} --rules hq/rules-emerging-threats"
dirs="${dirs} --rules hq/rules-placeholder --rules hq/rules-threat-hunting"

# One record a line, and beside it which rule is to fire on which line.
gzip -dc "${cases}" | python3 -c '
import json, sys
n = 0
with open("events", "w") as ev, open("want", "w") as want:
    for line in sys.stdin:
        case = json.loads(line)
        for e in case["events"]:
            n += 1
            ev.write(json.dumps(e) + "\n")
            want.write("%s %d\n" % (case["rule"], n))
' || fail "cannot read the cases"
[ "$(wc -l <events)" -eq 120 ] || fail "$(wc -l <events) events"

# 25 are refused for their placeholders, and say which.
# shellcheck disable=SC2086 # words
run rules check --plain hq/rules hq/rules-compliance \
    hq/rules-emerging-threats hq/rules-placeholder hq/rules-threat-hunting
want_rc 1
want_match '^3780 files, 3755 rules, 0 correlations; '
sed -n "s/^\(.*\.yml\):.*: refused: .*: placeholder '%.*/\1/p" out |
    sort -u >refused
[ "$(wc -l <refused)" -eq 25 ] || fail "$(wc -l <refused) refused"
sed -n "s/.*: refused: .*: placeholder '%\(.*\)%' is not.*/\1: [zz]/p" out |
    sort -u >placeholders

# shellcheck disable=SC2086 # words
run scan --plain --pipeline windows-evtx --placeholders placeholders \
    ${dirs} events
want_rc 3
sed -n 's/.*"line":\([0-9]*\),"rule":{"id":"\([^"]*\)".*/\2 \1/p' out |
    sort -u >got
[ "$(wc -l <got)" -eq 493 ] || fail "$(wc -l <got) pairs, want 493"
[ "$(cut -d' ' -f1 got | sort -u | wc -l)" -eq 157 ] || fail "not 157 rules"
sort want | comm -12 - got | cut -d' ' -f1 | sort -u >fired
cut -d' ' -f1 want | sort -u | comm -23 - fired >silent
[ ! -s silent ] || fail "silent: $(cat silent)"
[ "$(wc -l <fired)" -eq 105 ] || fail "$(wc -l <fired) cases fire"
