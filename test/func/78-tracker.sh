#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: trackers speak to the service over TCP and UDP, are answered when what
# they said is on disk, and a server behind it hears every byte and answers.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# Looking for leaks needs ptrace, which no role may do.
export ASAN_OPTIONS="${ASAN_OPTIONS:+${ASAN_OPTIONS}:}detect_leaks=0"

PYTHONDONTWRITEBYTECODE=1 python3 \
    "${VEDETTE_SOURCE}/test/func/tracker_story.py" >out 2>err ||
    fail "$(cat err; tail -n 5 log)"
