#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: days of real fleets stay within their budget of alerts, and what is
# wrong with them is found once.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# count RE: lines of standard output that match.
count() {
	grep -Ec -- "$1" out || true
}

# Four days of buses in the right unit: at most 1 alert per 1,000 hours.
first=$(shared fleet/capmetro-2016-11-24.csv.gz) || exit
days=
for day in 24 25 26 27; do
	days="${days} ${first%24.csv.gz}${day}.csv.gz"
done
# shellcheck disable=SC2086 # words
run scan --as capmetro --format brief ${days}
hours=$(sed -n 's/^vehicles .* \([0-9]*\)\.[0-9] vehicle-hours.*/\1/p' err)
# Gaps of up to 15 minutes count: 8,516 h by the day, and what lies between.
case ${hours:-0} in
851[6-9]|852?)	;;
*)	fail "${hours:-no} vehicle-hours" ;;
esac
[ "$(wc -l <out)" -le $((hours / 1000)) ] || fail "too many alerts"
echo "capmetro 2016: $(wc -l <out) alerts in ${hours} vehicle-hours"
want_no_match 'dq'

# A day in another unit: one finding for the source, and no flood.
day=$(shared fleet/capmetro-2015-09-06.csv.gz) || exit
run scan --as capmetro --format brief "${day}"
want_rc 3
[ "$(count ' dq1 feed=capmetro ')" -eq 1 ] || fail "not one DQ1"
[ "$(count .)" -le 6 ] || fail "a flood"
echo "capmetro 2015: 1 DQ1 and $(($(count .) - 1)) others"

# A car whose receiver lags: no spoofing.
drive=$(shared ev/rsk-T1_03_29_2021.csv.gz) || exit
n=0
for file in "${drive%/*}"/rsk-*.csv.gz; do
	run scan --as rsk-twizy --format json "${file}"
	[ "${rc}" -eq 0 ] || want_rc 3
	want_no_match '"vedette.s(52|53|54|57)'
	n=$((n + 1))
done
[ "${n}" -eq 11 ] || fail "${n} drives"
# shellcheck disable=SC2046 # no blanks in them
run scan --as rsk-twizy --format json "${drive%/*}"/rsk-*.csv.gz
want_no_match '"vedette.s(52|53|54|57)'
echo "rsk-twizy: no spoofing in ${n} drives; $(wc -l <out) other alerts"

# Every line of a web server's log is read, or named.
log=$(shared logs/apache-access.log.gz) || exit
run scan --as combined --format json "${log}"
lines=$(gzip -dc "${log}" | wc -l)
bad=$(grep -c "^${log}:[0-9]*: " err)
read_n=$(sed -n 's/^events  *\([0-9,]*\) from.*/\1/p' err | tr -d ,)
made=$(sed -n 's/^events .* \([0-9,]*\) generated.*/\1/p' err | tr -d ,)
twins=$(sed -n 's/^events .* \([0-9,]*\) duplicates.*/\1/p' err | tr -d ,)
[ $((read_n - ${made:-0} + ${twins:-0} + bad)) -eq "${lines}" ] ||
    fail "${read_n} read, ${bad} named of ${lines}"
[ "${bad}" -le 1 ] || fail "${bad} lines were not read"
[ "$(wc -l <out)" -le 1 ] || fail "more than 1 alert"
echo "apache: ${lines} lines, ${bad} named, $(wc -l <out) alerts"

# On-board recordings run through without a flood.
trace=$(shared ev/openxc-trace.json) || exit
run scan --as openxc --format brief "${trace}"
[ "$(wc -l <out)" -le 2 ] || fail "a flood"
echo "openxc: $(wc -l <out) alerts"
for file in "$(shared obd)"/carobd-*.csv.gz; do
	run scan --as carobd --start 2016-01-01T00:00:00Z --format brief \
	    "${file}"
	[ "${rc}" -eq 0 ] || want_rc 3
	[ "$(wc -l <out)" -le 2 ] || fail "a flood"
	echo "${file##*/}: $(sed -n 's/^events  *//p' err | cut -d ' ' -f 1) events, $(wc -l <out) alerts"
done
