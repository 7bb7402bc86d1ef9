#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: what the service says of itself is true, well formed, and shown only
# to whom it may; Prometheus' rules and the dashboard ask for what there is.
. "${VEDETTE_SOURCE}/test/func/lib.sh"
export ASAN_OPTIONS="${ASAN_OPTIONS:+${ASAN_OPTIONS}:}detect_leaks=0"

printf 'data: %s/data\n' "${PWD}" >run.yaml
run status run.yaml
want_rc 1
want_err '^vedette status: it does not run$'
"${VEDETTE}" sim --vehicles 10 --hours 3 --out in.jsonl 2>err ||
    fail "sim"
PYTHONDONTWRITEBYTECODE=1 python3 \
    "${VEDETTE_SOURCE}/test/func/metrics_story.py" in.jsonl >out 2>err ||
    fail "$(tail -n 30 log)"
