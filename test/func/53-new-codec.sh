#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: scripts/new-codec makes a codec that compiles without a warning, and
# is in the registry and among the sources; what is there stays.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

mkdir -p test/conform test/fuzz/corpus scripts
cp -R "${VEDETTE_SOURCE}/src" .
cp -R "${VEDETTE_SOURCE}/test/conform/tracker" test/conform/
cp -R "${VEDETTE_SOURCE}/test/fuzz/corpus/codecs" test/fuzz/corpus/
cp "${VEDETTE_SOURCE}/scripts/new-codec" scripts/
chmod -R u+w .

sh scripts/new-codec acme >out || fail "new-codec ended red"
for f in acme codecs; do
	cc -std=gnu17 -fsyntax-only -Isrc -Wall -Wextra -Werror \
	    "src/codec/${f}.c" || fail "${f}.c does not compile"
done
grep -q "^  'acme.c',$" src/codec/meson.build || fail "not among the sources"
[ "$(sed -n "/files(/,/^)/p" src/codec/meson.build | sed '1d;$d' |
    LC_ALL=C sort -c 2>&1)" = '' ] || fail "the sources are not sorted"
grep -q 'X(acme, TEXT' src/codec/codecs.h || fail "not in the registry"
[ "$(grep -c 'X([a-z]' src/codec/codecs.h)" -gt \
    "$(grep -c 'X([a-z]' "${VEDETTE_SOURCE}/src/codec/codecs.h")" ] ||
    fail "a row of the registry is gone"

rc=0
sh scripts/new-codec acme >out 2>err || rc=$?
want_rc 1
want_err 'src/codec/acme.c is there'
rc=0
sh scripts/new-codec 9x >out 2>err || rc=$?
want_rc 2
