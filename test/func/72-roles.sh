#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: started as root each role is who the configuration says, has no more
# than that gives it, and writes only what is its own, also after a restart;
# the unit for systemd gives little away.
. "${VEDETTE_SOURCE}/test/func/lib.sh"
export ASAN_OPTIONS="${ASAN_OPTIONS:+${ASAN_OPTIONS}:}detect_leaks=0"

unit=${VEDETTE_SOURCE}/dist/vedette.service
if command -v systemd-analyze >/dev/null; then
	systemd-analyze security --offline=true --no-pager --threshold=20 \
	    "${unit}" >out 2>&1 || fail "the unit is exposed: $(tail -n 1 out)"
	if grep -v '✗\|✓' out | grep -i 'unknown\|ignoring'; then
		fail "the unit has what systemd does not know"
	fi
fi

[ "$(id -u)" -eq 0 ] || skip "users of roles need root"
chmod 711 .
PYTHONDONTWRITEBYTECODE=1 python3 \
    "${VEDETTE_SOURCE}/test/func/roles_story.py" >out 2>err ||
    fail "$(tail -n 30 log)"

# A user that is not there is found before anything runs.
sed 's/user: bin/user: nobody-at-all/' run.yaml >bad.yaml
run run --check bad.yaml
want_rc 78
want_err 'role engine: no user nobody-at-all'
