#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: HTTP/1.1 in a capture is told like an access log, a request an event,
# without secrets; what two readers may read differently is told once.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

pcap() {
	python3 "${VEDETTE_SOURCE}/test/func/pcap.py" "$1"
}
# hex TEXT, with escapes of printf
hex() {
	# shellcheck disable=SC2059
	printf "$1" | od -An -v -tx1 | tr -d ' \n'
}
h='HTTP/1.1\r\nHost: API.Example.com:80\r\n'
get="GET /v1/vehicles/veh-0042/trips?token=s3cret&x=1 ${h}"
get="${get}User-Agent: app/9\r\nAuthorization: Bearer s3cret\r\n\r\n"
post="POST /v1/login ${h}Transfer-Encoding: chunked\r\n\r\n"
post="${post}5;x=y\r\nhello\r\n0\r\n\r\n"
ok='HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n'
ok="${ok}\r\n{}"
no='HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
head="HEAD /x ${h}\r\n"
length='HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n'
last='HTTP/1.0 404 No\r\n\r\nup to the end'

# Two in a row, then HEAD, then one whose answer ends with the connection.
pcap good.pcap <<END
open
up $(hex "${get}${post}")
down $(hex "${ok}${no}")
up $(hex "${head}${get}")
down $(hex "${length}${last}")
close
END
run decode good.pcap
want_rc 0
test "$(grep -c api.request out)" -eq 4 || fail "not four requests"
grep -q feed.health out && fail "a finding"
grep -q s3cret out && fail "a secret is told"
want_match '"method":"GET","route":"/v1/vehicles/\{id\}/trips","status":200,"host":"api.example.com","path":"/v1/vehicles/veh-0042/trips\?token=\*\*\*&x=1","scheme":"http"'
want_match '"object_ids":\["veh-0042"\]'
want_match '"outcome":"denied".*"route":"/v1/login","status":403'
want_match '"method":"HEAD".*"status":200'
want_match '"outcome":"failure".*"method":"GET".*"status":404'
want_match '"user_agent":"app/9"'
want_match '"content_type":"application/json"'

# However it is cut, it says the same but for times and packets.
plain() {
	sed 's/"time":"[^"]*"//; s/"line":[0-9]*//; s/"duration_ms":[0-9]*//;
	    s/"received":"[^"]*"//'
}
plain <out >whole
for n in 2 14; do
	{
		echo open
		hex "${get}${post}" | fold -w "${n}" | sed 's/^/up /'
		echo
		hex "${ok}${no}" | fold -w "${n}" | sed 's/^/down /'
		echo
		hex "${head}${get}" | fold -w "${n}" | sed 's/^/up /'
		echo
		hex "${length}${last}" | fold -w "${n}" | sed 's/^/down /'
		echo
		echo close
	} | pcap cut.pcap
	run decode cut.pcap
	want_rc 0
	plain <out | cmp -s - whole || fail "cut at ${n}, it says else"
done

# What smuggling is made of: each request with the name of its finding.
: >script
: >names
port=40002
odd() {
	echo "$1" >>names
	port=$((port + 1))
	printf 'client %s\nopen\nup %s\nclose\n' "${port}" "$(hex "$2")" \
	    >>script
}
p="POST / ${h}"
te='Transfer-Encoding: chunked\r\n'
odd length_and_encoding "${p}Content-Length: 4\r\n${te}\r\n"
odd length "${p}Content-Length: +4\r\n\r\n"
odd length_twice "${p}Content-Length: 4, 4\r\n\r\n"
odd length_differs "${p}Content-Length: 4\r\nContent-Length: 5\r\n\r\n"
odd coding "${p}Transfer-Encoding: xchunked\r\n\r\n"
odd coding_last "${p}Transfer-Encoding: chunked, gzip\r\n\r\n"
odd coding_odd "${p}Transfer-Encoding:\tchunked\r\n\r\n"
odd coding_old "POST / HTTP/1.0\r\n${te}\r\n"
odd bare_lf "${p}A: b\n\r\n"
odd bare_cr "${p}A: b\rc\r\n\r\n"
odd nul "${p}A: b\000c\r\n\r\n"
odd control "${p}A: b\013c\r\n\r\n"
odd obs_fold "${p}A: b\r\n c\r\n\r\n"
odd field_name "${p}A b: c\r\n\r\n"
odd blank_colon "${p}Content-Length : 4\r\n\r\n"
odd lookalike "${p}Content_Length: 4\r\n\r\n"
odd host_none 'GET / HTTP/1.1\r\n\r\n'
odd host_twice "GET / ${h}Host: b\r\n\r\n"
odd host_value 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n'
odd host_differs "GET http://b/ ${h}\r\n"
odd http09 'GET /\r\nHost: a\r\n\r\n'
odd chunk_size "${p}${te}\r\n0x5\r\n"
odd chunk_size "${p}${te}\r\nfffffffffffffffff\r\n"
odd chunk_ext "${p}${te}\r\n5;a\013\r\n"
odd chunk_end "${p}${te}\r\n1\r\nabc"
odd trailer "${p}${te}\r\n0\r\nContent-Length: 1\r\n\r\n"
pcap odd.pcap <script
run decode odd.pcap
while read -r name; do
	want_match "\"protocol\":\"http\",\"violation\":\"${name}\""
done <names

# What the server sends without having been asked.
pcap more.pcap <<END
open
up $(hex "${head}")
down $(hex "${length}a body behind HEAD")
close
END
run decode more.pcap
want_match '"violation":"unasked".*"sender":"server"'

# A request whose body never comes whole might be a tracker's to the end: its
# answer and what follows in it are told all the same.
pcap short.pcap <<END
open
up $(hex "POST /v1/short ${h}Content-Length: 99\r\n\r\nhello")
down $(hex "${no}")
close
client 40990
open
up $(hex "POST /v1/cut ${h}Content-Length : 4\r\nA: b")
close
END
run decode short.pcap
want_match '"route":"/v1/short","status":403'
want_match '"violation":"blank_colon".*"sender":"client"'
