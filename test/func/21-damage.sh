#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Goal: whatever a file holds, what can be read is processed, the rest is
# named with file and line or byte, and the exit code says how it ended.
. "${VEDETTE_SOURCE}/test/func/lib.sh"

# A sample: its second, then anything more.
sample() {
	printf '{"type":"telemetry.sample","time":"2026-03-02T08:00:%02dZ","vehicle":{"id":"v1"},"signals":{"Vehicle.Speed":1}%s}\n' \
	    "$1" "${2-}"
}

# Cut short, packed in each way: the lines before count, the byte is named.
awk 'BEGIN { for (i = 0; i < 9000; i++)
	printf "{\"type\":\"telemetry.sample\",\"time\":\"2026-03-02T%02d:%02d:%02dZ\",\"vehicle\":{\"id\":\"v%d\"},\"signals\":{}}\n", i / 3600, i / 60 % 60, i % 60, i }' \
    >many
{ echo; cat many; } >moved	# Other line numbers: no duplicates.
for pack in gzip zstd xz; do
	case ${pack} in
	gzip)	end=gz ;;
	zstd)	end=zst ;;
	xz)	end=xz ;;
	esac
	"${pack}" -c many >"whole.${end}"
	run scan "whole.${end}"
	want_rc 0
	want_err '^events +9,000 from 1 file'
	half=$(($(wc -c <"whole.${end}") / 2))
	head -c "${half}" "whole.${end}" >"cut.${end}"
	run scan "cut.${end}"
	want_rc 1
	want_err "^vedette: cut.${end}: byte ${half}: the file is cut short\$"
	want_err '^events +[1-8],[0-9]{3} from 1 file'
	# The other file goes on.
	run scan "cut.${end}" moved
	want_rc 1
	want_err '^events +1[0-7],[0-9]{3} from 2 files'
	# Damage in the middle.
	{
		head -c "$((half - 40))" "whole.${end}"
		head -c 64 /dev/zero
		tail -c "+$((half + 25))" "whole.${end}"
	} >"broken.${end}"
	run scan "broken.${end}"
	want_rc 1
	want_err "^vedette: broken.${end}: byte [0-9]+: "
done

# Binary garbage, the same each time; then a good line.
{ gzip -9 -n -c "${VEDETTE_SOURCE}/LICENSE" | tail -c +11; echo; sample 1; } >garbage
run scan garbage
want_rc 0
want_err '^garbage:1: line: expected .\{., got '
want_err '^garbage: more like this are only counted$'
want_err '^events +1 from 1 file'
want_err '^skipped +[0-9]+ lines could not be read:$'

# A line of 10 MB.
{
	sample 0
	printf '{"type":"telemetry.sample","foo":"'
	head -c 10000000 /dev/zero | tr '\0' a
	printf '"}\n'
	sample 1
} >long
run scan long
want_rc 0
want_err '^long:2: line: expected at most 65,536 bytes, got more$'
want_err '^events +2 from 1 file'
want_err '^skipped +1 lines? could not be read:$'

# Text that is no UTF-8, and one with a control that turns text around.
{
	sample 0 ',"trip_id":"t\3771"' | sed 's/t.3771/t\xff1/'
	sample 1 ',"trip_id":"t\u202e2"'
	sample 2 ',"trip_id":"t3"'
} >text
run scan text
want_rc 0
want_err '^noted +2  cleaned: '
want_err '^events +3 from 1 file'

# Lines that are rejected, each for its reason; the last is good.
cat >bad <<'END'
{"type":"telemetry.sample","vehicle":{"id":"v1"},"signals":{}}
{"time":"2026-03-02T08:00:00Z","vehicle":{"id":"v1"},"signals":{}}
{"type":"telemetry.sample","time":"2026-03-02T08:00:00Z","signals":{}}
{"type":"telemetry.sample","time":"2026-03-02T08:00:00Z","vehicle":{"id":"v1"}}
{"type":"telemetry.sample","time":12,"vehicle":{"id":"v1"},"signals":{}}
{"type":"telemetry.sample","time":"2026-02-30T08:00:00Z","vehicle":{"id":"v1"},"signals":{}}
{"type":"api.request","time":"2026-03-02T08:00:00Z","method":"GET","route":"/","status":42}
{"type":"api.request","time":"2026-03-02T08:00:00Z","method":"GET","route":"/","status":"200"}
{"type":"telemetry.sample","time":"2026-03-02T08:00:00Z","vehicle":{"id":"v1"},"signals":{},"v":2}
{"type":"telemetry.sample","time":"2026-03-02T08:00:00Z","vehicle":{"id":"v1"},"signals":{}
[1]
{"type":"telemetry.sample","time":"2009-03-02T08:00:00Z","vehicle":{"id":"v1"},"signals":{}}
{"type":"telemetry.sample","type":"x","time":"2026-03-02T08:00:00Z","vehicle":{"id":"v1"},"signals":{}}
{"type":"telemetry.sample","time":"2026-03-02T08:00:00Z","vehicle":{"id":"v1","\u0069d":"v2"},"signals":{}}
{"type":"telemetry.sample","time":"2026-03-02T08:00:00Z","vehicle":{"id":"v1"},"signals":{},"a":[[[[[[[[1]]]]]]]]}
{"type":"telemetry.sample","time":"2026-03-02T08:00:00Z","vehicle":{"id":"v1"},"signals":{}}
END
run scan bad
want_rc 0
sed -n '/^bad:/p' err >told
cat >want <<'END'
bad:1: time: expected an RFC 3339 time, got nothing
bad:2: type: expected text, got nothing
bad:3: vehicle: expected vehicle or device, got nothing
bad:4: signals: expected signals or gnss, got nothing
bad:5: time: expected an RFC 3339 time, got 12
bad:6: time: expected an RFC 3339 time, got text
bad:7: status: expected an integer from 100 to 599, got 42
bad:8: status: expected an integer from 100 to 599, got text
bad:9: v: expected 1, got 2
bad:10: line: expected ',' or '}', got end of text
bad:11: line: expected '{', got '['
bad:12: time: expected a time from 2010 on, got an earlier one without received
bad:13: type: expected one value, got a duplicate key
bad:14: id: expected one value, got a duplicate key
bad:15: line: expected at most 8 levels, got more
END
same told want
want_err '^events +1 from 1 file'
want_err '^skipped +15 lines could not be read:$'
want_err '^ +3  time: expected an RFC 3339 time$'
run scan --quiet bad
want_rc 0
[ ! -s err ] || fail "quiet, and something on standard error"

# What is odd in a line that stays is counted by its kind.
cat >odd <<'END'
{"type":"telemetry.sample","time":"2026-03-02T08:00:00Z","vehicle":{"id":"v1"},"signals":{"Vehicle.Speed":"fast","Vehicle.Nonsense":1},"gnss":{"sats":-1},"foo":1,"move":{"jump_m":9},"seq":"7"}
{"type":"spaceship.land","time":"2026-03-02T08:00:01Z"}
{"type":"telemetry.alarm","time":"2026-03-02T08:00:02Z","vehicle":{"id":"v1"},"alarm":"meteor"}
{"type":"telemetry.sample","time":"2026-03-02T09:00:02Z","received":"2026-03-02T08:00:03Z","vehicle":{"id":"v1"},"signals":{}}
END
run scan odd
want_rc 3
want_match 'LOW dq5 feed=input "Source dates events in the future" .* x1 '
for kind in '3  bad_field' '1  bad_enum' '1  unknown_field' \
    '1  reserved_field' '1  unknown_type' '1  unknown_signal' \
    '1  clock_repaired'; do
	want_err "^(noted)? +${kind}: "
done
want_err '^events +4 from 1 file'
# The repaired time is the one received.
want_err '2026-03-02T08:00:00Z to 2026-03-02T08:00:03Z$'
