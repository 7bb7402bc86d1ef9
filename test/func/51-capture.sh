#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: what a unit and its server say in a capture becomes the same events
# however its packets are cut, repeated and mixed; orders to the unit are
# recognised and judged; what is missing, forged or cut is told.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

pcap() {
	python3 "${VEDETTE_SOURCE}/test/func/pcap.py" "$1"
}

# A login, a record of a moving car, and the order to stop its engine.
login=000f333532303939303031373631343831
cases="${VEDETTE_SOURCE}/test/conform/tracker/cases/teltonika.txt"
record=$(sed -n '/^== login/,/^$/s/^hex //p' "${cases}" | tail -n 1)
order=$(sed -n '/^== codec 12: engine stopped/,/^$/s/^hex //p' "${cases}" |
    sed -n 2p)
half=$(printf %s "${record}" | cut -c 1-60)
rest=$(printf %s "${record}" | cut -c 61-)
behind=$((${#half} / 2))

pcap whole.pcap <<EOF
open
up ${login}
down 01
up ${record}
down 00000002
wait 3
down ${order}
close
EOF
run decode whole.pcap
want_rc 0
cut -d '"' -f 4 out >types
printf '%s\n' device.connect telemetry.sample telemetry.sample \
    telemetry.alarm command.request | cmp -s - types || fail "the types"
want_match '"client":\{"ip":"198.51.100.7","port":40001\}'
want_match '"conn_id":"198.51.100.7-40001-192.0.2.1-5027"'
want_match '"command":"immobilise"'
# When the packet came is known beside what the unit's clock says.
want_match '"time":"2026-03-02T08:15:04.250Z",.*"received":"2026-03-02T08:15:03.[0-9]*Z"'
cp out whole

# Mixed, repeated, tagged: the same, packet numbers and times aside.
pcap mixed.pcap <<EOF
open
vlan
up ${login}
again ${login}
down 01
early ${behind} ${rest}
up ${half}
down 00000002
down ${order}
close
EOF
run decode --as auto mixed.pcap
want_rc 0
plain() {
	sed 's/"line":[0-9]*//; s/"command_id":"[^"]*"//;
	    s/"time":"2026-03-02T08:15:0[^"]*"//
	    s/"received":"2026-03-02T08:15:0[^"]*",//' "$1"
}
plain whole >a
plain out >b
same a b
gzip -k mixed.pcap
run decode mixed.pcap.gz
plain out >b
same a b

# Begun before the capture: the unit is not known by name, and still read.
pcap middle.pcap <<EOF
up ${record}
down ${order}
EOF
run decode middle.pcap
want_rc 0
want_match '"id":"unidentified".*"type":"command.request"|command.request.*unidentified'

# Forged: bytes that come twice and differ.
pcap forged.pcap <<EOF
open
up ${login}
early ${behind} ${rest}
again $(printf %s "${login}${record}" | sed 's/.$/f/' | cut -c 1-400)00
up ${half}
close
EOF
run decode forged.pcap
want_match 'segments that overlap and differ'

# What the capture lost is told; the connection goes on behind it.
pcap lost.pcap <<EOF
open
up ${login}
lost ${record}
up ${record}
acked
close
EOF
run decode lost.pcap
want_rc 3
want_err 'packet: expected all bytes of the connection; some are missing'
want_match telemetry.sample

# In fragments: the same, as above.
pcap pieces.pcap <<EOF
open
pieces 24
up ${login}
down 01
up ${record}
down 00000002
wait 3
down ${order}
close
EOF
run decode pieces.pcap
want_rc 0
plain out >got
plain whole | cmp -s - got || fail "fragments make other events"

# Headers that are cut, fragments that overlap, frames that are cut.
pcap odd.pcap <<EOF
overlap
cut 40
open
cut 80
up ${record}
EOF
run decode odd.pcap
want_rc 3
want_err '^odd.pcap:2: packet: expected fragments that do not overlap'
want_err '^odd.pcap:3: packet: expected whole headers'
want_err '^odd.pcap:5: packet: expected the whole packet'

# A capture that ends in a packet: what was before is not lost.
head -c "$(($(wc -c <whole.pcap) - 30))" whole.pcap >short.pcap
run decode short.pcap
want_rc 1
want_match command.request
want_err '^vedette: short.pcap: behind packet [0-9]+: '

# Neither a capture nor anything known.
echo hello >hello
run decode hello
want_rc 1
want_err 'hello: neither a capture nor event lines nor one known protocol'
run decode --hex hello
want_rc 2

# Rule 14 finds the order: the car drives.
run scan --as auto --format brief whole.pcap
want_match 'CRITICAL s14 vehicle=dev:352099001761481 .* at "immobilise'
