#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: who may do what at the API, and nobody else; nobody sees personal data
# unmasked without role, purpose and record; what locks, and what ends.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# Looking for leaks needs ptrace, which no role may do.
export ASAN_OPTIONS="${ASAN_OPTIONS:+${ASAN_OPTIONS}:}detect_leaks=0"

PYTHONDONTWRITEBYTECODE=1 python3 "${VEDETTE_SOURCE}/test/func/api_story.py" \
    "${VEDETTE_SOURCE}/schema/openapi.json" >out 2>err ||
    fail "$(cat err; tail -n 5 log)"
