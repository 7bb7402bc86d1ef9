#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: check-config accepts what is good, the example that comes along among
# it, prints it whole, and tells what is wrong with file and line.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

VEDETTE_DATA=${VEDETTE_SOURCE}
export VEDETTE_DATA

run check-config "${VEDETTE_SOURCE}/dist/vedette.yaml"
want_rc 0
want_match 'vedette.yaml: good: 2 sources, 2 outputs'

# What is printed is good, and prints as itself but for the defaults.
run check-config --print "${VEDETTE_SOURCE}/dist/vedette.yaml"
want_rc 0
want_match '^  segment-size: 64 MiB # default$'
want_match '^  keep-size: 200 GiB$'
want_match '^    hmac: "credential:desk-hmac"$'
cp out whole.yaml
run check-config --print whole.yaml
want_rc 0
sed 's/ # default$//' whole.yaml >bare.yaml
same out bare.yaml

cat >bad.yaml <<'END'
data: /var/lib/vedette
jurnal:
  keep: 3 d
sources:
  - name: push
    kind: http
    listen: "127.0.0.1:80"
    mapping: no-such-mapping
END
run check-config bad.yaml
want_rc 78
want_err "^bad.yaml:2:1: jurnal: no such setting \(did you mean 'journal'\?\)"
sed '2,3d' bad.yaml >names.yaml
cat >>names.yaml <<'END'
  - name: units
    kind: tracker
    listen: "127.0.0.1:5027"
    codec: teltonica
END
run check-config names.yaml
want_rc 78
want_err "^names.yaml:6: push.mapping: this mapping cannot be loaded"
want_err "units.codec: no such protocol \(did you mean 'teltonika'\?\)"

# A secret that others may read; one that is not there yet.
cat >secret.yaml <<END
outputs:
  - {name: chat, kind: slack, hook: "file:${work}/hook"}
END
run check-config secret.yaml
want_rc 0
echo https://hooks.example/x >hook
chmod 640 hook
run check-config secret.yaml
want_rc 78
want_err "^secret.yaml:2: chat.hook: .*others may read or write it"
chmod 600 hook
run check-config secret.yaml
want_rc 0
echo 'outputs: [{name: a, kind: slack, hook: "https://h.example/hunter2"}]' \
    >plain.yaml
run check-config plain.yaml
want_rc 78
want_err 'a secret is not written here'
grep -q hunter2 err && fail "the secret was repeated"

run check-config --schema
want_rc 0
python3 -c 'import json, sys; json.load(sys.stdin)' <out ||
	fail "the schema is no JSON"
run check-config nowhere.yaml
want_rc 1
run check-config a b
want_rc 2
exit 0
