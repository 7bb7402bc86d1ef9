#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: what a vehicle's own network says becomes events, and rules judge it:
# the frames of its intrusion detection, and the frames of its buses.
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

# A bus by its database.  The door is opened with no key: stolen over the bus.
cat >car.dbc <<END
BU_: BCM
BO_ 512 Doors: 2 BCM
 SG_ DriverLocked : 0|1@1+ (1,0) [0|1] "" BCM
 SG_ Ignition : 4|2@1+ (1,0) [0|3] "" BCM
 SG_ Wrong : 4|2@1+ "" BCM
VAL_ 512 Ignition 0 "OFF" 1 "ACC" 2 "ON" 3 "START" ;
END
cat >car.yml <<END
fields:
  Doors.DriverLocked: Vehicle.Cabin.Door.Row1.DriverSide.IsLocked
  Ignition: Vehicle.LowVoltageSystemState
events: {0x8011: ecu_reflash}
END
cat >bus.log <<END
(1772439304.000000) can0 200#0100
(1772439361.000000) can0 200#0000
(1772439422.000000) can0 200#0100
(1772439422.500000) can0 7FF#00
 (1772439904.000000)  can0  200   [2]  00 00
(1772439904.300000) can0 200#0100
no frame
(1772440100.000000) can0 200#3100
END
cat >keys.jsonl <<END
{"type":"telemetry.key","time":"2026-03-02T08:16:00Z","vehicle":{"id":"veh-0042"},"key_kind":"fob","key_op":"unlock"}
{"type":"telemetry.key","time":"2026-03-02T08:17:00Z","vehicle":{"id":"veh-0042"},"key_kind":"fob","key_op":"lock"}
END
run decode --as candump --vehicle veh-0042 --dbc car.yml --dbc car.dbc bus.log
want_rc 3
want_err '^car.dbc:5: factor,offset: expected'
want_err '^vedette: 1 messages with 2 signals; 1 statements passed over, 1 could not be read'
want_err '^bus.log:7: time: expected'
want_err '^vedette: 1 lines passed over: no message of the table'
want_match '"vehicle":\{"id":"veh-0042"\},"signals":\{"Vehicle.LowVoltageSystemState":"OFF","Vehicle.Cabin.Door.Row1.DriverSide.IsLocked":true\}'
[ "$(wc -l <out)" -eq 6 ] || fail "not six events"
cp out bus.jsonl
run scan bus.jsonl keys.jsonl
want_rc 3
want_match 's19 vehicle=veh-0042 "Opened or started with no key, app or command"'
run scan --as candump --vehicle veh-0042 --dbc car.yml --dbc car.dbc bus.log
want_err 'no message of the table has the frame'

# The vehicle's own names of events; what cannot be.
printf '%s\n' 1000878011000300 >hex
run decode --as idsm --hex --dbc car.yml --vehicle veh-0042 hex
want_err 'car.yml:2:3: no signal'
want_rc 78
run decode --as idsm --hex --dbc car.dbc --dbc car.yml --vehicle veh-0042 hex
want_match '"event_def_id":32785,"event_name":"ecu_reflash"'
run decode --as candump bus.log
want_rc 2
run scan --as candump bus.log
want_rc 78
want_err 'candump needs --dbc'
