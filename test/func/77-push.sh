#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: who may push, by token, signature and certificate, over TLS; the same
# request sent again brings nothing twice; too much at once is told so.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# Looking for leaks needs ptrace, which no role may do.
export ASAN_OPTIONS="${ASAN_OPTIONS:+${ASAN_OPTIONS}:}detect_leaks=0"

umask 077
# pair NAME ARGS...: a key, and what openssl req makes for it.
pair() {
	name=$1
	shift
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -keyout "${name}.key" -subj "/CN=${name}" "$@" 2>log ||
	    fail "openssl: $(cat log)"
}
for name in authority stranger; do
	pair "${name}" -x509 -days 2 -out "${name}.pem"
done
for name in server sender; do
	pair "${name}" -addext subjectAltName=DNS:localhost -out request
	openssl x509 -req -in request -copy_extensions copy -days 2 \
	    -CA authority.pem -CAkey authority.key -out "${name}.pem" 2>log ||
	    fail "openssl: $(cat log)"
done

PYTHONDONTWRITEBYTECODE=1 python3 "${VEDETTE_SOURCE}/test/func/push_story.py" \
    >out 2>err || fail "$(cat err; tail -n 5 log)"

# A key that is of another certificate is told before anybody is served.
cat >bad.yaml <<END
data: ${PWD}/bad
sources:
  - name: a
    kind: http
    listen: "unix:${PWD}/bad.in"
    tls: {cert: ${PWD}/server.pem, key: "file:${PWD}/stranger.key"}
END
run doctor bad.yaml
want_rc 3
want_match 'server.pem: the key was not made for this certificate'
