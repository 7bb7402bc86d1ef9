#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: the dictionary as table, JSON, schema and manual; wrong use is 2.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

run fields
want_rc 0
[ ! -s err ] || fail "something on standard error"
want_match '^ENVELOPE'
want_match '^CATEGORY charging$'
want_match '^  vehicle\.id +id +The operator'
want_match '^  Vehicle\.Speed +num km/h '
want_match '^  clock\.lag_s +num s '
want_match '^memory per vehicle: [1-9][0-9]* to [1-9][0-9]* bytes'
# Not on a terminal: 80 columns, but for words that are longer themselves.
long=$(grep -E '^.{81}' out | grep -cv '^ *[A-Z_]*[,.]$')
[ "${long}" -eq 0 ] || fail "${long} lines of more than 80 columns"

for form in json schema; do
	run fields "--${form}"
	want_rc 0
	case "${form}" in
	json)	same out "${VEDETTE_SOURCE}/schema/fields.json" ;;
	schema)	same out "${VEDETTE_SOURCE}/schema/event.schema.json" ;;
	esac
done

run fields --man
want_rc 0
want_match '^\.It Va vehicle\.id Pq id$'
if command -v mandoc >/dev/null; then
	{ printf '.Dd March 2, 2026\n.Dt X 5\n.Os\n.Sh NAME\n.Nm x\n.Nd y\n'
	    cat out; } >page
	mandoc -T lint -W warning page >complaints ||
	    fail "mandoc: $(head -n 3 complaints)"
fi

run fields --help
want_rc 0
want_match '^usage: vedette fields '
run fields --yaml
want_rc 2
want_err "unexpected '--yaml'"
run fields --json --man
want_rc 2
