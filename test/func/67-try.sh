#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: what ./try runs shows where the service is, its code, and alerts of
# the live stream, without a terminal and on one; it leaves nothing behind.
. "${VEDETTE_SOURCE}/test/func/lib.sh"
export ASAN_OPTIONS="${ASAN_OPTIONS:+${ASAN_OPTIONS}:}detect_leaks=0"

live=${VEDETTE_SOURCE}/scripts/try-live
rc=0
"${live}" --minutes 0.1 --alerts 3 --folder try >out 2>err </dev/null || rc=$?
want_rc 0
want_match '^  API      http://127\.0\.0\.1:[0-9]+$'
want_match '^  code     [^ ]+$'
want_match '^  [0-9:]{8} +(CRITICAL|HIGH|MEDIUM) +[A-Z]'
want_match '^  3 alerts \('
want_match '^  the first one came [0-9.]+ s after'
[ -z "$(ls try)" ] || fail "left behind: $(ls -R try)"

# On a terminal it goes on until Ctrl-C.
PYTHONDONTWRITEBYTECODE=1 python3 - "${live}" >out 2>err <<'END' || rc=$?
import os
import pty
import sys
import time

pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], [sys.argv[1], "--minutes", "0.1",
                           "--folder", "try"])
said = b""
end = time.monotonic() + 60
while b"1 alerts" not in said and time.monotonic() < end:
    said += os.read(fd, 65536)
os.write(fd, b"\x03")
try:
    while got := os.read(fd, 65536):
        said += got
except OSError:
    pass
sys.stdout.write(said.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
want_rc 0
want_match '[1-9] alerts.* \(.*from [0-9,]+ events of 40 vehicles'
[ -z "$(ls try)" ] || fail "left behind: $(ls -R try)"
