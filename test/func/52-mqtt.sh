#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: the connections of MQTT clients in a capture become events, what they
# publish does so by topic, and what breaks the standard is told once.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

VEDETTE_DATA=${VEDETTE_SOURCE}
export VEDETTE_DATA

pcap() {
	python3 "${VEDETTE_SOURCE}/test/func/pcap.py" "$1"
}
hex() {
	printf %s "$1" | od -An -v -tx1 | tr -d ' \n'
}
# publish TOPIC PAYLOAD, both short
publish() {
	printf '30%02x%04x%s%s' $((2 + ${#1} + ${#2})) ${#1} "$(hex "$1")" \
	    "$(hex "$2")"
}

# CONNECT of 3.1.1 as dev-1 with user and password; its CONNACK.
connect=101c00044d51545404c2003c00056465762d310001750006736563726574
sample=$(publish fleet/veh-1/telemetry '{"gnss":{"sats":7}}')
order=$(publish fleet/veh-1/command/unlock 1)
odd=$(publish fleet/veh-1/telemetry 'hello')

pcap good.pcap <<END
open
up ${connect}
down 20020000
up ${sample}
down ${order}
up ${odd}
up e000
close
END

# Only the connection.
run decode good.pcap
want_rc 0
cut -d '"' -f 4 out >types
printf '%s\n' device.auth device.connect device.disconnect |
    cmp -s - types || fail "the types"
want_match '"auth_method":"password","login":"u"'
want_match '"client_id":"dev-1"'
want_match '"disconnect_reason":"normal disconnection"'
grep -q secret out && fail "a password is told"

# And what is published; a bad message is told with its packet and topic.
run decode --topics fleet good.pcap
want_rc 3
cut -d '"' -f 4 out >types
printf '%s\n' device.auth device.connect telemetry.sample command.request \
    device.disconnect | cmp -s - types || fail "the types"
want_match '"vehicle":\{"id":"veh-1"\},"device":\{"id":"dev-1"\},"gnss"'
want_match '"command":"unlock"'
want_err '^good.pcap:[0-9]+: fleet/veh-1/telemetry: expected a JSON object'

# A publish with both QoS bits, twice: one finding, and the count.
pcap bad.pcap <<END
open
up ${connect}
down 20020000
up 3606000161000178
up 3606000161000178
close
END
run decode bad.pcap
[ "$(grep -c bad_parse out)" -eq 1 ] || fail "not one finding"
want_match '"violation":"qos","section":"MQTT-3.3.1-4"'
want_match '"violations":2'

# Two with one identity: each throws the other out; one that had gone, or
# been silent for longer than it may, is none.
{
	for port in 1 2 3; do
		printf 'client %s\nopen\nup %s\ndown 20020000\n' \
		    "4000${port}" "${connect}"
	done
	printf 'client 40003\nup e000\nclose\n'
	printf 'client 4000%s\nopen\nup %s\ndown 20020000\nwait %s\n' \
	    4 "${connect}" 91 5 "${connect}" 1
} | pcap two.pcap
run decode two.pcap
want_rc 0
[ "$(grep -c '"type":"device.connect"' out)" -eq 5 ] || fail "the connects"
grep -n session_takeover out | cut -d : -f 1 >got
printf '%s\n' 4 6 | cmp -s - got || fail "the takeovers: $(cat got)"

# Topics that are not there, and wrong ones.
run decode --topics flet good.pcap
want_rc 78
want_err "did you mean 'fleet'"
cat >my.yml <<'END'
help: mine
topics:
  - {topic: a/#/b, payload: event}
END
run decode --topics ./my.yml good.pcap
want_rc 78
want_err '^\./my.yml:3:13: not a topic filter'

# And judged: the car drives while its engine is to be stopped.
driving=$(publish fleet/veh-1/telemetry '{"signals":{"Vehicle.Speed":60}}')
stop=$(publish fleet/veh-1/command/immobilise 1)
pcap stop.pcap <<END
open
up ${connect}
down 20020000
up ${driving}
down ${stop}
END
run scan --topics fleet --format brief stop.pcap
want_match 'CRITICAL s14 vehicle=veh-1 '
run scan --topics flet stop.pcap
want_rc 78
want_err "did you mean 'fleet'"
run scan --as carobd --topics fleet stop.pcap
want_rc 78
want_err "topics are for captures and protocols, 'carobd' is a mapping"
