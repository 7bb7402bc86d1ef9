#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: the service follows files through rotation, kills and a stop, each line
# once, and reads its standard input; what cannot be read is told.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# Looking for leaks needs ptrace, which no role may do.
export ASAN_OPTIONS="${ASAN_OPTIONS:+${ASAN_OPTIONS}:}detect_leaks=0"

PYTHONDONTWRITEBYTECODE=1 python3 \
    "${VEDETTE_SOURCE}/test/func/lines_story.py" >out 2>err ||
    fail "$(cat err; tail -n 5 log)"
