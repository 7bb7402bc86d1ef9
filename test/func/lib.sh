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
#	reload LINES N KILL ARGS...
#				scan --plain LINES as a stream; after N of
#				them live is replaced by new and reloaded;
#				KILL lines later kill -9, 0 for the whole
#				stream: ${rc}, files out and err, and the
#				line after which it took over in ${at}
#	hits			"RULE LINE TITLE VALUE" of findings, sorted
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

reload() {
	reload_lines=$1 reload_n=$2 reload_kill=$3
	shift 3
	rm -f stream
	mkfifo stream
	"${VEDETTE}" scan --quiet --plain --fire every "$@" --rules live \
	    stream >out 2>err &
	reload_pid=$!
	exec 9>stream
	head -n "${reload_n}" "${reload_lines}" >&9
	rm -rf live
	cp -r new live
	kill -HUP "${reload_pid}" || fail "it does not run"
	# Each line asks; one after the rules were read gives the answer.
	at=
	while [ -z "${at}" ]; do
		reload_n=$((reload_n + 1))
		sed -n "${reload_n}p;${reload_n}q" "${reload_lines}" >&9
		kill -0 "${reload_pid}" || fail "it ended too early"
		[ "${reload_n}" -lt "$(wc -l <"${reload_lines}")" ] ||
		    fail "the stream ended before the reload"
		sleep 0.02
		at=$(sed -n 's/.*reload after line \([0-9]*\): .*/\1/p' err)
	done
	if [ "${reload_kill}" -gt 0 ]; then
		tail -n "+$((reload_n + 1))" "${reload_lines}" |
		    head -n "${reload_kill}" >&9
		kill -9 "${reload_pid}"
	else
		tail -n "+$((reload_n + 1))" "${reload_lines}" >&9
	fi
	exec 9>&-
	rc=0
	wait "${reload_pid}" 2>/dev/null || rc=$?
}

hits() {
	sed 's/^.*"line":\([0-9]*\),"rule":{"id":"\([^"]*\)","/\2 \1 /
	    s/^\([^"]*\)title":"\([^"]*\)".*"is_alert":[a-z]*/\1\2 /
	    s/,"evidence.*//' | sort
}
