# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Sourced by every functional test.  The test runs in an empty folder of its
# own, which is gone afterwards.
#
#	run ARGS...		run vedette: ${rc}, files out and err
#	want_rc N		the last run ended with N
#	want_out TEXT		... printed exactly TEXT
#	want_match RE		a line on standard output matches (grep -E)
#	want_err RE		a line on standard error matches
#	want_no_match RE	no line on standard output matches
#	same A B		two files are equal byte for byte
#	fail TEXT		end red		skip TEXT	end as skipped
#	shared PATH		print the path of real data, or skip
#
# VEDETTE is the program, VEDETTE_SOURCE the root of the source.
set -u
: "${VEDETTE:?}" "${VEDETTE_SOURCE:?}"
work=$(mktemp -d) || exit 1
trap 'cd /; rm -rf "${work}"' EXIT
trap 'exit 1' HUP INT TERM
cd "${work}" || exit 1
rc=0

fail() {
	echo "FAILED: $*"
	if [ -f out ]; then
		echo "--- last run ended with ${rc}; standard output:"
		head -n 40 out
		echo "--- standard error:"
		head -n 40 err
	fi
	exit 1
}

skip() {
	echo "skip: $*"
	exit 77
}

run() {
	rc=0
	"${VEDETTE}" "$@" >out 2>err </dev/null || rc=$?
}

want_rc() {
	[ "${rc}" -eq "$1" ] || fail "exit code ${rc}, want $1"
}

want_out() {
	[ "$(cat out)" = "$1" ] || fail "standard output is not '$1'"
}

want_match() {
	grep -Eq -- "$1" out || fail "no line of standard output matches '$1'"
}

want_no_match() {
	if grep -Eq -- "$1" out; then
		fail "a line of standard output matches '$1'"
	fi
}

want_err() {
	grep -Eq -- "$1" err || fail "no line of standard error matches '$1'"
}

same() {
	cmp -- "$1" "$2" || fail "$1 and $2 differ"
}

# Called in $( ): the caller adds "|| exit" to pass a skip on.
shared() {
	shared_dir=${VEDETTE_SHARED:-../shared}
	case "${shared_dir}" in
	/*)	;;
	*)	shared_dir=${VEDETTE_SOURCE}/${shared_dir} ;;
	esac
	if [ ! -e "${shared_dir}/data/$1" ]; then
		echo "skip: no ${shared_dir}/data/$1" >&2
		exit 77
	fi
	echo "${shared_dir}/data/$1"
}
