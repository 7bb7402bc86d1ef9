#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: what 'journal append' acknowledged is there, in order and once, after
# kill -9, a full disk and a torn write; damage is found; a journal's folder
# is read like a file.  JOURNAL_KILLS is how often it is killed (6).
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# Events as a source sends them; a journal of several segments, scanned.
run sim --vehicles 20 --hours 1 --out events.jsonl
want_rc 0
"${VEDETTE}" journal append --quiet --segment-size 1 --commit-size 64 j \
    <events.jsonl >acks || fail "append"
lines=$(wc -l <events.jsonl)
[ "$(tail -n 1 acks)" -eq "${lines}" ] || fail "not all acknowledged"
ls j/*.zst >/dev/null || fail "nothing was sealed"
run journal cat j
want_rc 0
same events.jsonl out
run journal verify j
want_rc 0
want_match '^good$'
run journal cat --from $((lines - 1)) j
want_rc 0
tail -n 1 events.jsonl | cmp -s - out || fail "the last line by its offset"
zstd -dqc j/*.zst 2>/dev/null >sealed && [ -s sealed ] &&
    { head -c "$(wc -c <sealed)" events.jsonl | same - sealed; }
run scan --format brief j
cp out of_folder
"${VEDETTE}" journal cat j | "${VEDETTE}" scan --format brief - >of_cat 2>/dev/null
[ -s of_cat ] || fail "the simulated fleet gave no alert"
same of_cat of_folder

# A bit turned in a sealed segment: found, told, and no line of it is given.
cp -r j damaged
file=$(echo damaged/*.zst | cut -d' ' -f1)
printf '\377\377' | dd of="${file}" bs=1 seek=2000 conv=notrunc 2>/dev/null
run journal verify damaged
want_rc 3
want_match '^DAMAGED: segment at offset 0: '
want_match '^not good$'
run scan --format brief damaged
[ "${rc}" -eq 1 ] || [ "${rc}" -eq 3 ] || fail "scan of a damaged journal"
want_err '00000000000000000000.zst'

# One at a time.
mkfifo pipe
"${VEDETTE}" journal append --quiet held <pipe >/dev/null &
exec 3>pipe
until [ -e held/mark ]; do sleep 0.05; done
run journal append held
want_rc 1
exec 3>&-
wait $! || fail "the one who held it"
run journal ls j/acks
want_rc 1
run journal append
want_rc 2

# Killed while it appends: what it had acknowledged is there, in order.
offset=0
turn=0
while [ "${turn}" -lt "${JOURNAL_KILLS:-6}" ]; do
	turn=$((turn + 1))
	seq -f '{"line":%.0f}' "${offset}" 9999999 2>/dev/null |
	    "${VEDETTE}" journal append --quiet --segment-size 1 \
	    --commit-size 16 killed >acks 2>told &
	while [ "$(wc -l <acks)" -lt $((turn * 7)) ]; do sleep 0.02; done
	kill -9 $!
	wait $! 2>/dev/null
	acked=$(tail -n 1 acks)
	run journal cat --from "${offset}" killed
	want_rc 0
	got=$(wc -l <out)
	[ $((offset + got)) -ge "${acked}" ] ||
	    fail "acknowledged ${acked}, there are $((offset + got))"
	seq -f '{"line":%.0f}' "${offset}" $((offset + got - 1)) >want
	same want out
	run journal append --quiet killed
	want_rc 0
	run journal verify killed
	want_rc 0
	offset=$((offset + got))
done

# A disk that is full: senders wait, and it goes on when there is room.
mkdir full
if ! mount -t tmpfs -o size=3m vedette full 2>/dev/null; then
	echo "a full disk: skipped, no right to mount one"
	exit 0
fi
trap 'cd /; umount "${work}/full"; rm -rf "${work}"' EXIT
head -c 2000000 /dev/zero >full/other
"${VEDETTE}" journal append --segment-size 1 --commit-size 64 full/j \
    <events.jsonl >acks 2>told &
until grep -q 'senders wait' told; do sleep 0.05; done
before=$(tail -n 1 acks)
[ "${before}" -lt "${lines}" ] || fail "it was not full"
run journal cat full/j
want_rc 0
head -n "${before}" events.jsonl | same - out
rm full/other
wait $! || fail "append did not go on"
[ "$(tail -n 1 acks)" -eq "${lines}" ] || fail "not all once there was room"
run journal cat full/j
same events.jsonl out
exit 0
