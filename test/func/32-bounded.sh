#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: memory has bounds: of the vehicles kept, and for input without end.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# vehicles N: lines of N vehicles, each twice.
lines() {
	awk -v n="$1" 'BEGIN { for (k = 0; k < 2; k++) for (i = 0; i < n; i++)
		printf "{\"type\":\"telemetry.sample\",\"time\":\"2026-03-02T08:%02d:%02d.%03dZ\",\"vehicle\":{\"id\":\"v%d\"},\"signals\":{\"Vehicle.Speed\":1}}\n", k, i * 60 / n, i % 1000, i }'
}
lines 5000 >many
run scan --max-vehicles 2048 many
want_rc 0
want_err '^vehicles +2,048, .*; [0-9,]+ forgotten for want of room \(--max-vehicles\)$'
# Whoever comes back has been forgotten: 10,000 comings, 2,048 stay.
want_err '; 7,952 forgotten '
lines 2000 >few
run scan --max-vehicles 2048 few
want_no_match forgotten
if grep -q forgotten err; then
	fail "forgotten though there was room"
fi

# Much input through a pipe: what is kept does not grow with it.
time=/usr/bin/time
[ -x "${time}" ] || skip "no ${time}"
case $(ldd "${VEDETTE}" 2>/dev/null) in
*asan*)	skip "memory is measured without sanitizers" ;;
esac
if nm "${VEDETTE}" 2>/dev/null | grep -q __asan_init; then
	skip "memory is measured without sanitizers"
fi
mb=${T_MEGABYTES:-200}
flood() {
	awk -v n="$1" 'BEGIN {
		pad = sprintf("%700s", ""); gsub(/ /, "x", pad)
		for (i = 0; i < n; i++)
			printf "{\"type\":\"telemetry.sample\",\"time\":\"2026-03-%02dT%02d:%02d:%02dZ\",\"vehicle\":{\"id\":\"v%d\"},\"signals\":{\"Vehicle.Speed\":1},\"note\":\"%s\"}\n", 1 + i / 864000, i / 36000 % 24, i / 600 % 60, i / 10 % 60, i % 100, pad
	}'
}
peak() {
	flood "$1" | "${time}" -f %M -o peak "${VEDETTE}" scan --quiet \
	    - >out 2>err || fail "scan of a flood ended with $?"
	cat peak
}
small=$(peak $((mb * 1000 / 8)))
large=$(peak $((mb * 1000)))
echo "peak: ${small} KB for $((mb / 8)) MB, ${large} KB for ${mb} MB"
[ "${large}" -le 200000 ] || fail "${large} KB"
# The memory of duplicates (16 bytes an event, to a million) may grow.
[ "${large}" -le $((small + 40000)) ] || fail "it grows with the input"
