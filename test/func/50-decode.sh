#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: tracker messages become event lines, whole or cut, and what is wrong
# with them is told; the public messages are decoded as well as promised.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# The unit logs in, then two lines that say nothing.
login=000f333532303939303031373631343831
cat >hex <<EOF
${login}
0102
zz
EOF
run decode --as teltonika --hex hex
want_rc 3
want_match '"device":{"id":"352099001761481","imei":"352099001761481"}'
want_err 'hex:2: frame: expected a whole frame of the protocol'
want_err 'hex:3: frame: expected hexadecimal digits'

run decode --as teltonica --hex hex
want_rc 2
want_err "did you mean 'teltonika'"

run decode --list
want_rc 0
want_match '^teltonika '

cases=$(shared tracker/cases.jsonl.gz) || exit
"${VEDETTE_SOURCE}/test/conform/tracker/run" "${VEDETTE}" "${cases}"
