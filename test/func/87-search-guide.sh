#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: every example of doc/guide/search.md prints what stands there.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# Blocks that begin with "# FILE" become that file; of the others, each
# "$ vedette ..." becomes N.cmd, and what follows it N.want.
awk '
/^```/ { inside = !inside; file = ""; next }
inside && file == "" && /^# / { file = $2; next }
inside && /^\$ vedette / {
	n++
	file = n ".want"
	printf "" > file
	print "\"${VEDETTE}\"" substr($0, 10) > (n ".cmd")
	next
}
inside && file != "" { print > file }
' "${VEDETTE_SOURCE}/doc/guide/search.md"

n=0
while [ -e "$((n + 1)).cmd" ]; do
	n=$((n + 1))
	sh "${n}.cmd" >out 2>&1 </dev/null
	cmp -s out "${n}.want" || {
		cat "${n}.cmd"
		diff "${n}.want" out
		fail "example ${n} prints something else"
	}
done
[ "${n}" -ge 18 ] || fail "only ${n} examples"
echo "${n} examples"
