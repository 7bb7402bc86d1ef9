/* SPDX-License-Identifier: Apache-2.0 */
/* Queclink: frames, and which of them are texts. */
#include "base/attr.h"
#include "base/cur.h"
#include "codec/queclink.h"
#include "codec/queclink_hex.h"
#include "codec/queclink_text.h"

/* How frames begin. */
static const char *const heads[] = { "+RESP:GT", "+BUFF:GT", "+ACK:GT",
    "+SACK:", "AT+GT" };

static bool
is_blank(char b)
{

	return (b == 0 || b == ' ' || b == '\r' || b == '\n');
}

/* Does ${in} begin with a head, or is it the begin of one? */
static bool
begins(struct span in)
{

	for (size_t i = 0; i < COUNT_OF(heads); i++) {
		size_t n = strlen(heads[i]);

		if (memcmp(in.p, heads[i], in.n < n ? in.n : n) == 0)
			return (true);
	}
	return (false);
}

rc
queclink_frame(struct span in, size_t *n)
{

	*n = 1;
	if (in.n > 0 && !is_blank(in.p[0]) && !begins(in)) {
		if (!queclink_hex_begins(in))
			return (RC_MALFORMED);
		return (queclink_hex_frame(in, n));
	}
	return (tracker_text_frame(in, n, "+A", "$"));
}

rc
queclink_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{

	if (frame.n == 1 && is_blank(frame.p[0]))
		return (RC_OK);
	if (frame.n > 0 && !begins(frame) && queclink_hex_begins(frame))
		return (queclink_hex_read(s, frame, out));
	return (queclink_text_read(s, frame, out));
}
