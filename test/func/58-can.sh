#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: what a vehicle's own network says becomes events, and rules judge it:
# the frames of its intrusion detection.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# A security access failed three times; a minute later, something else.
forced=12008700670003000ee6b28069a54708
later=120087006600010000000000
after=${later}69a54744

printf '%s\n%s\n' "${forced}" "${after}" >hex
run decode --as idsm --hex --vehicle veh-0042 hex
want_rc 0
want_match '"vehicle":{"id":"veh-0042"},"event_def_id":103,"event_name":"uds_security_access_failed",.*"count":3'
want_no_match '"device"'
cp out events
run scan events
want_rc 3
want_match 'HIGH|CRITICAL .*vehicle=veh-0042 "Diagnostic access is being forced"'
cp out alerts

# Out of a capture: datagrams of one sender, two messages in one of them.
python3 "${VEDETTE_SOURCE}/test/func/pcap.py" ids.pcap <<END
wait 3
udp ${forced}${forced}
wait 60
udp ${after}
udp 0102
END
run scan --as idsm --vehicle veh-0042 ids.pcap
want_rc 3
want_match 'vehicle=veh-0042 "Diagnostic access is being forced"'
run decode --as idsm ids.pcap
want_match '"device":{"id":"198.51.100.7"},.*"event_def_id":103'
want_match '"finding":"frame"'
# It is nothing that could be found out.
run decode ids.pcap
want_no_match ids.event
