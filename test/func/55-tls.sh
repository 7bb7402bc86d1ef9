#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: a handshake of TLS in a capture tells who connected: its server's
# name, protocol and JA4, however the bytes were cut; how it went; and what
# certificates were shown.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

pcap() {
	python3 "${VEDETTE_SOURCE}/test/func/pcap.py" "$1"
}
# zeros N: so many bytes
zeros() {
	printf "%0$((2 * $1))d" 0
}

# ClientHello: one cipher, SNI car.local, ALPN h2, TLS 1.3, one algorithm.
exts=0000000e000c0000096361722e6c6f63616c
exts=${exts}001000050003026832
exts=${exts}002b0003020304
exts=${exts}000d000400020403
body=0303$(zeros 32)00000213010100$(printf %04x $((${#exts} / 2)))${exts}
hello=01$(printf %06x $((${#body} / 2)))${body}
record() {
	printf '160301%04x%s' $((${#1} / 2)) "$1"
}
# ServerHello of TLS 1.3, then what is encrypted.
answer=0303$(zeros 32)001301000006002b00020304
answer=02$(printf %06x $((${#answer} / 2)))${answer}
secret=1703030004deadbeef

# In one record and segment.
pcap one.pcap <<END
open
up $(record "${hello}")
down $(record "${answer}")${secret}
up ${secret}
down ${secret}
close
END
run decode one.pcap
want_rc 0
want_match '"type":"feed.health".*"outcome":"success"'
want_match '"tls":\{"version":1.3,"cipher":"0x1301","sni":"car.local","ja4":"t13d0104h2_'
want_match '"alpn":"h2"'
want_match '"protocol":"tls"'
# Nobody's device: the twin does not grow by connections.
grep -q '"device"' out && fail "a device"
test "$(wc -l <out)" -eq 1 || fail "more than one event"
cut -d, -f 4- out | sed 's/.*"outcome"/"outcome"/' >whole

# Over two records and every segment of a few bytes: the same.
first=$(printf %s "${hello}" | cut -c 1-100)
rest=$(printf %s "${hello}" | cut -c 101-)
{
	echo open
	printf %s "$(record "${first}")$(record "${rest}")" | fold -w 14 |
	    sed 's/^/up /'
	echo
	printf %s "$(record "${answer}")${secret}" | fold -w 10 |
	    sed 's/^/down /'
	echo
	echo close
} | pcap cut.pcap
run decode cut.pcap
want_rc 0
cut -d, -f 4- out | sed 's/.*"outcome"/"outcome"/' >pieces
cmp -s whole pieces || fail "cut, the event is another"

# Refused by an alert; broken; and over before any answer.
pcap odd.pcap <<END
open
up $(record "${hello}")
down 15030300020228
close
client 40002
open
up $(record "${hello}")
close
client 40003
open
up $(record "010000050303000000")
close
END
run decode odd.pcap
want_match '"outcome":"failure"'
want_match '"outcome":"unknown"'
want_match '"type":"feed.health".*"finding":"ClientHello"'

# Really spoken, with certificates on both sides: TLS 1.2 shows them, 1.3 does
# not.
tools="${VEDETTE_SOURCE}/test/func"
for name in unit server; do
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
	    -nodes -days 3650 -subj "/O=Example/CN=${name}-0042" \
	    -keyout key -out cert 2>log || fail "$(cat log)"
	cat key cert >"${name}.pem"
done
tls() {
	python3 "${tools}/tls.py" . "$@" | pcap tls.pcap
}
tls 1.3
run decode tls.pcap
want_rc 0
[ "$(wc -l <out)" -eq 1 ] || fail "$(wc -l <out) events of TLS 1.3"
want_match '"version":1.3,"cipher":"0x130[0-9]","sni":"gw.example.com","ja4":"t13d'

sum=$(openssl x509 -in unit.pem -outform der | sha256sum | cut -d ' ' -f 1)
for n in 0 1 100; do
	tls 1.2 "${n}"
	run decode tls.pcap
	want_rc 0
	cut -d '"' -f 4 out >types
	printf '%s\n' feed.health device.connect | cmp -s - types ||
	    fail "the types of TLS 1.2, cut by ${n}: $(cat types)"
	want_match '"server_cn":"server-0042","server_issuer":"server-0042"'
	want_match '"server_self_signed":true'
	want_match '"cert":\{"serial":"[0-9a-f]+","issuer":"unit-0042","cn":"unit-0042","not_after":"20[0-9-]+T[0-9:.]+Z","sha256":"[0-9a-f]{64}"\}\}\},"device":\{"id":"unit-0042"\}'
	want_match "\"sha256\":\"${sum}\""
done

# Another certificate for the same unit is what rule s62 is there for.
python3 "${tools}/tls.py" . 1.2 >first
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
    -days 3650 -subj "/O=Example/CN=unit-0042" -keyout key -out cert \
    2>log || fail "$(cat log)"
cat key cert >unit.pem
python3 "${tools}/tls.py" . 1.2 | sed '1i client 40002' >second
cat first second | pcap two.pcap
run scan two.pcap --as auto --format brief
want_match 's62 device=unit-0042'

# A message of a certificate that is none: one finding, and no crash.
pcap bad.pcap <<END
open
up $(record "${hello}")
down $(record "${answer}")$(record 0b000006000003000001)
down $(record 0b00000700000400000130)
close
END
run decode bad.pcap
want_match '"finding":"certificate"'
