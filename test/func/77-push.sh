#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: who may push, by token, signature and certificate, over TLS; the same
# request sent again brings nothing twice; too much at once is told so.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# Looking for leaks needs ptrace, which no role may do.
export ASAN_OPTIONS="${ASAN_OPTIONS:+${ASAN_OPTIONS}:}detect_leaks=0"

umask 077
# certificate NAME BY...: a key, and its certificate by whom openssl is told.
certificate() {
	name=$1
	shift
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -keyout "${name}.key" -out "${name}.csr" -subj "/CN=${name}" \
	    -addext 'subjectAltName=DNS:localhost' 2>log ||
	    fail "openssl: $(cat log)"
	openssl x509 -req -in "${name}.csr" -copy_extensions copy -days 2 \
	    -out "${name}.pem" "$@" 2>log || fail "openssl: $(cat log)"
}
certificate authority -key authority.key
certificate stranger -key stranger.key
certificate server -CA authority.pem -CAkey authority.key
certificate sender -CA authority.pem -CAkey authority.key

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
