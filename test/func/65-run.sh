#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: the service takes events by HTTP, acknowledges what is on disk, finds
# what scan finds, and shows it to whom it knows, now and after a restart.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# Looking for leaks needs ptrace, which no role may do.
export ASAN_OPTIONS="${ASAN_OPTIONS:+${ASAN_OPTIONS}:}detect_leaks=0"

"${VEDETTE}" sim --vehicles 10 --hours 3 --out in.jsonl 2>log ||
    fail "sim: $(cat log)"
PYTHONDONTWRITEBYTECODE=1 python3 "${VEDETTE_SOURCE}/test/func/run_story.py" \
    in.jsonl >out 2>err || fail "$(cat err; tail -n 5 log)"

# What is wrong in a configuration is named, with its line; so is what cannot
# be served yet.
printf 'data: /tmp/d\nsorces: []\n' >bad.yaml
run run --check bad.yaml
want_rc 78
want_err "bad.yaml:2: .*sorces.*did you mean 'sources'"
printf 'sources:\n  - {name: a, kind: kafka, servers: ["127.0.0.1:9092"], subscribe: [t], group: g}\n' >bad.yaml
run run --check bad.yaml
want_rc 78
want_err 'bad.yaml:2: sources of this kind cannot be served yet'
