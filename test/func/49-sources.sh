#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: real logs of servers give findings only where somebody tries to break
# in, one incident for each source, and hidden repeats count.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

log=$(shared logs/ssh-auth-elastic.log.gz) || exit

# Every sign-in is an event: 632 failures, 410 more that syslog folded, and
# 226 successes; no line is bad.
run map run sshd --start 2017-01-01T00:00:00Z "${log}"
want_rc 0
want_err '^1268 events, 0 bad rows, '
[ "$(grep -c '"outcome":"failure"' out)" -eq 1042 ] || fail "failures"
[ "$(grep -c '"outcome":"success"' out)" -eq 226 ] || fail "successes"
mv out events

run scan --as sshd --group --format json "${log}"
want_rc 3
mv out incidents
run scan --as sshd --group --format json --shards 4 "${log}"
same out incidents

# One incident a source, and it is what is blamed.
grep -o '"cause":{"kind":"network","id":"[^"|]*' incidents |
    sed 's/.*"//' | sort >blamed
[ "$(wc -l <blamed)" -eq "$(wc -l <incidents)" ] || fail "other causes"
uniq -d blamed >twice
[ ! -s twice ] || fail "more than one incident: $(cat twice)"

# Counted by other means: sources with six failures of one login ...
grep '"outcome":"failure"' events |
    sed 's/.*"ip":"\([^"]*\)".*"login":"\([^"]*\)".*/\1 \2/' | sort |
    uniq -c | awk '$1 >= 6 { print $2 }' | sort -u >guessers
comm -23 guessers blamed >missed
[ "$(wc -l <missed)" -eq 0 ] || fail "not found: $(cat missed)"
# ... and nobody with fewer; so not who works there and mistypes.
comm -13 guessers blamed >wronged
[ ! -s wronged ] || fail "wrongly blamed: $(cat wronged)"
grep -qx '85.245.107.41' blamed && fail "the administrator is blamed"
echo "ssh: $(wc -l <incidents) incidents of $(wc -l <guessers) sources"

# Ten thousand lines of a web server: at most one alert.
log=$(shared logs/apache-access.log.gz) || exit
run scan --as combined --group --format brief "${log}"
[ "$(wc -l <out)" -le 1 ] || fail "a flood"
echo "apache: $(wc -l <out) incidents"
