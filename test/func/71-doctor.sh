#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: doctor finds nothing wrong where nothing is, and each of its checks
# fails where something is; it changes nothing.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

VEDETTE_DATA=${VEDETTE_SOURCE}
export VEDETTE_DATA
command -v openssl >/dev/null || skip "no openssl"
unset CREDENTIALS_DIRECTORY

# The rules are those of one folder, so that it is quick.
rules="rules: {folders: ${VEDETTE_SOURCE}/rules/traffic}"
[ -d "${VEDETTE_SOURCE}/rules/traffic" ] ||
	rules="rules: {folders: $(find "${VEDETTE_SOURCE}/rules" -mindepth 1 \
	    -maxdepth 1 -type d | sort | head -n 1)}"

# key NAME: a key and a certificate that is its own issuer.
key() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -keyout "$1.key" -out "$1.pem" -subj "/CN=$1" -days "$2" \
	    >/dev/null 2>&1 || fail "openssl req"
	chmod 600 "$1.key"
}
# doctor TEXT: run with this configuration, the rules' among it.
doctor() {
	printf 'data: %s/data\n%s\n%b' "${work}" "${rules}" "$1" >c.yaml
	run doctor c.yaml
}
# fails CHECK RE: this check fails, and so does the run.
fails() {
	want_rc 3
	want_match "^fail  $1 +.*$2"
}

key good 100
key other 100
key soon 10
: >app.log
doctor "journal: {segment-size: 1 MiB}
sources:
  - {name: log, kind: tail, paths: ${work}/app.log}
  - {name: push, kind: http, listen: 'unix:${work}/push.sock',
     tls: {cert: ${work}/good.pem, key: 'file:${work}/good.key'}}
"
want_rc 0
want_match '^ok    folders +.*data will be made'
want_match '^ok    disk '
want_match '^ok    secrets '
want_match '^ok    tls +.*good.pem: holds for (99|100) days'
want_match '^ok    inputs '
want_match '^ok    service +it does not run'
want_match '^(ok|warn) +users '
want_match '^ok    rules +[0-9]+ rules'
want_match '^ok    names '
want_match '^ok    ports +push: .* is free'
want_match '^ok    store '
[ ! -e data ] || fail "it made the folder"

# Folders.
mkdir -m 770 data
doctor ''
fails folders 'can be changed by others'
chmod 755 data
doctor ''
want_rc 0
want_match '^warn  folders +.*can be read by others'
rmdir data
: >data
doctor ''
fails folders 'is no folder'
rm data
doctor 'journal: {folder: /nowhere/at/all}\n'
fails folders 'cannot be made'

# Disk: a file system without any room; more than there is, as a wish.
doctor 'journal: {folder: /proc}\n'
fails disk '0 MiB free .*make room'
doctor "journal: {keep-size: 1024 TiB}\n"
want_match '^(warn|fail)  disk '

# Secrets and TLS.
doctor "outputs: [{name: c, kind: slack, hook: 'file:${work}/none'}]\n"
fails secrets 'c.hook: .*No such file'
doctor "outputs: [{name: c, kind: slack, hook: 'credential:hook'}]\n"
fails secrets 'CREDENTIALS_DIRECTORY'
tls() {
	doctor "api: {tls: {cert: ${work}/$1, key: 'file:${work}/$2'}}\n"
}
tls good.pem other.key
fails tls 'was not made for this certificate'
tls soon.pem soon.key
want_rc 0
want_match '^warn  tls +.*soon.pem: expires in (9|10) days'
tls app.log good.key
fails tls 'no certificate'
tls none.pem good.key
fails tls 'none.pem: No such file'

# Inputs.
doctor "sources: [{name: l, kind: tail, paths: [${work}, ${work}/x]}]\n"
fails inputs 'is a folder'
want_match '^warn  inputs +.*/x is not there'

# Rules.
mkdir bad
echo 'title: [' >bad/r.yml
shipped=${rules}
rules="rules: {folders: ${work}/bad}"
doctor ''
fails rules '1 are refused'
rules=${shipped}

# Names.
doctor "sources: [{name: s, kind: stdin, mapping: no-such}]\n"
fails names 's.mapping'

# Ports: an address that is not ours (RFC 5737), and one that is in use.
doctor "sources: [{name: u, kind: syslog, listen: '192.0.2.1:5140'}]\n"
fails ports 'u: .*name an address of this machine'
python3 - "${work}/taken" <<'END' &
import socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
s.listen()
open(sys.argv[1] + ".ready", "w").close()
time.sleep(30)
END
taken=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ -e taken.ready ] && break
	sleep 0.1
done
doctor "sources: [{name: t, kind: http, listen: 'unix:${work}/taken'}]\n"
fails ports 't: .*in use'

# The store: a folder of sockets with and without one that answers.
mkdir pg
echo "host=${work}/pg dbname=vedette" >conninfo
chmod 600 conninfo
doctor "store: {engine: postgresql, conninfo: 'file:${work}/conninfo'}\n"
fails store 'postgresql: .*No such file'
ln -s "${work}/taken" pg/.s.PGSQL.5432
doctor "store: {engine: postgresql, conninfo: 'file:${work}/conninfo'}\n"
want_rc 0
want_match '^ok    store +postgresql answers at .*/pg/.s.PGSQL.5432'
echo 'postgresql://u:hunter2@[::1]:1/db' >conninfo
doctor "store: {engine: postgresql, conninfo: 'file:${work}/conninfo'}\n"
fails store '::1, port 1'
grep -q hunter2 out err && fail "the password was repeated"
kill "${taken}"

# Limits.
(
	# shellcheck disable=SC3045 # dash has it
	ulimit -n 256
	doctor ''
	fails 'open files' '256 at once'
) || exit 1

# Without a configuration, the machine alone; one that is wrong.
run doctor
want_no_match '^[a-z]+ +folders'
want_match '^[0-9]+ ok, [0-9]+ warn, [0-9]+ fail$'
echo 'dta: /x' >c.yaml
run doctor c.yaml
want_rc 78
run doctor none.yaml
want_rc 1
exit 0
