#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: the program runs from any folder and says the version of its source.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

version=$(sed -n "s/^ *version: '\(.*\)',$/\1/p" \
    "${VEDETTE_SOURCE}/meson.build")
[ -n "${version}" ] || fail "no version in meson.build"
run version
want_rc 0
want_match "^vedette ${version}( |\$)"
[ ! -s err ] || fail "something on standard error"

run version --help
want_rc 0
want_match '^usage: vedette version'
run version extra
want_rc 2
want_err "unexpected 'extra'"
