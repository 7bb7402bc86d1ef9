#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: bash completes verbs, options and words as the program names them.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

command -v bash >/dev/null || skip "no bash"
VEDETTE_DATA=${VEDETTE_SOURCE}
export VEDETTE_DATA
touch drive.csv

# ask WORDS...: what the last word is completed to, a line each, in file out.
ask() {
	bash -c '. "${VEDETTE_SOURCE}/dist/completion/vedette" || exit 1
	    COMP_WORDS=("${VEDETTE}" "$@")
	    COMP_CWORD=$#
	    _vedette
	    printf "%s\n" "${COMPREPLY[@]}"' bash "$@" >out 2>err
	rc=$?
	want_rc 0
	[ ! -s err ] || fail "something on standard error"
}

# Sorted, in one line.
got() {
	[ "$(sort out | tr '\n' ' ')" = "$1 " ] ||
		fail "completed to '$(sort out | tr '\n' ' ')', want '$1'"
}

ask ''
for verb in $("${VEDETTE}" --help | sed -n 's/^  \([a-z-]*\) .*/\1/p'); do
	want_match "^${verb}\$"
done
ask s
got 'scan sim status'
ask help de
got 'decode demo'

# Each verb's options are those of its help.
for verb in scan explain rules map decode query tail fields sim demo \
    bench version; do
	ask "${verb}" --
	"${VEDETTE}" "${verb}" --help | sed "s/'vedette [^']*'//g" |
	    grep -oE -- '--[a-z][a-z-]*' | sort -u >want
	sort out >have
	same want have
done

ask scan --format ''
got 'brief json ocsf text'
ask scan --format j
got json
ask scan --as cap
got capmetro
ask decode --as te
got teltonika
ask scan --as dri
got drive.csv
ask scan --shards ''
got ''
ask scan --quiet dri
got drive.csv
ask sim --attacks ''
got 'default none'
ask sim --lookalikes ''
got 'off on'
ask rules ''
got 'check coverage list test why'
ask map t
got test
ask map test trac
got 'traccar-event traccar-position'
ask bench ''
lanes='cisco count distinct files fleet groups late mix percentile spans'
got "${lanes} telemetry text vehicles windows"
ask scan dr
got drive.csv
