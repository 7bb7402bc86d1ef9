#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: lines of syslog over UDP, TCP and TLS are events, as senders, rsyslog
# and nginx among them, send them; who may not send, or is slow, is closed.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# Looking for leaks needs ptrace, which no role may do.
export ASAN_OPTIONS="${ASAN_OPTIONS:+${ASAN_OPTIONS}:}detect_leaks=0"

for who in ca server peer stranger; do
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -days 30 -subj "/CN=${who}" -addext 'subjectAltName=DNS:localhost' \
	    -keyout "${who}.key" -out "${who}.crt" 2>log ||
	    fail "openssl: $(cat log)"
done
PYTHONDONTWRITEBYTECODE=1 python3 \
    "${VEDETTE_SOURCE}/test/func/syslog_story.py" >out 2>err ||
    fail "$(cat err; tail -n 5 log)"

# Those who speak syslog in earnest.
PATH="${PATH}:/usr/sbin:/sbin"
for peer in rsyslogd nginx; do
	if ! command -v "${peer}" >/dev/null; then
		echo "skipped: ${peer} is not installed"
		continue
	fi
	PYTHONDONTWRITEBYTECODE=1 python3 \
	    "${VEDETTE_SOURCE}/test/func/syslog_peers.py" "${peer}" >out 2>err ||
	    fail "${peer}: $(cat err; tail -n 5 log)"
done
