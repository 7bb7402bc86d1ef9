#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: SIGHUP to the service: other rules from one line of the journal on, no
# event lost; what is bad or needs a restart changes nothing; the service
# manager hears of all of it, and of life only while every role answers.
. "${VEDETTE_SOURCE}/test/func/lib.sh"
export ASAN_OPTIONS="${ASAN_OPTIONS:+${ASAN_OPTIONS}:}detect_leaks=0"

PYTHONDONTWRITEBYTECODE=1 python3 \
    "${VEDETTE_SOURCE}/test/func/reload_story.py" >out 2>err ||
    fail "$(tail -n 30 log)"
