#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: whichever role is killed, no acknowledged event is lost and no alert
# is lost or doubled.  RUN_KILLS times (12).
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# Looking for leaks needs ptrace, which no role may do.
export ASAN_OPTIONS="${ASAN_OPTIONS:+${ASAN_OPTIONS}:}detect_leaks=0"

"${VEDETTE}" sim --vehicles 10 --hours 3 --out in.jsonl 2>log ||
    fail "sim: $(cat log)"
PYTHONDONTWRITEBYTECODE=1 python3 "${VEDETTE_SOURCE}/test/func/run_kill.py" \
    in.jsonl "${RUN_SEED:-1}" "${RUN_KILLS:-12}" >out 2>err ||
    fail "$(cat err; tail -n 20 log)"
cat out
