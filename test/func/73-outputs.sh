#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: alerts are told outside, in each format and to each kind of receiver;
# what fails is tried again or given up, and nothing is lost or, by its id, told
# twice when roles are killed.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# Looking for leaks needs ptrace, which no role may do.
export ASAN_OPTIONS="${ASAN_OPTIONS:+${ASAN_OPTIONS}:}detect_leaks=0"
umask 077
printf 'a key of twenty bytes' >hmac.key
printf 'the token' >token

"${VEDETTE}" sim --vehicles 10 --hours 3 --out in.jsonl 2>log ||
    fail "sim: $(cat log)"
PYTHONDONTWRITEBYTECODE=1 python3 \
    "${VEDETTE_SOURCE}/test/func/outputs_story.py" in.jsonl >out 2>err ||
    fail "$(cat err; tail -n 5 log)"
