#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: the order to stop the engine, of every protocol that has one, is
# recognised in a capture and judged by rule 14: the car drives.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

tools="${VEDETTE_SOURCE}/test/func"
rule="${VEDETTE_SOURCE}/rules/command/stop_without_standstill.yml"
judged=0
for cases in "${VEDETTE_SOURCE}"/test/conform/tracker/cases/*.txt; do
	name=$(basename "${cases}" .txt)
	python3 "${tools}/engine_stop.py" "${VEDETTE}" "${cases}" >script ||
	    fail "${name}: no script"
	grep -q none script && continue
	python3 "${tools}/pcap.py" "${name}.pcap" <script
	run scan --as auto --rules "${rule}" --format brief "${name}.pcap"
	want_match 'CRITICAL s14 .* at "(immobilise|fuel_cut|stop) .*twin.moving=true'
	judged=$((judged + 1))
done
[ "${judged}" -ge 12 ] || fail "only ${judged} protocols have an order"
