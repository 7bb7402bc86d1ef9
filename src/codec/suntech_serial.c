/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of another device in a Suntech report. */
#include "codec/checksum.h"
#include "codec/suntech_serial.h"

#define SLACK	2			/* CR and LF, lost or not counted. */
#define SUM	2			/* Digits. */
#define WHO	4			/* Part of "GTSL|...". */

static struct span
behind(struct span text, struct span cell)
{
	size_t at = (size_t)(cell.p - text.p) + cell.n;

	return (at < text.n ? span_from(text, at + 1) :
	    (struct span){ NULL, 0 });
}

bool
suntech_serial_cut(struct span text, struct span len,
    struct suntech_serial *cut)
{
	struct span all;
	int64_t n;

	if (!cells_int(len, &n) || n < 0)
		return (false);
	all = behind(text, len);
	for (int64_t d = -SLACK; d <= SLACK; d++) {
		size_t at = (size_t)(n + d), end = at + 1 + SUM;

		if (n + d < 0 || all.n < end || all.p[at] != ';' ||
		    (all.n > end && all.p[end] != ';') || !cells_hex(
		    (struct span){ all.p + at + 1, SUM }, &cut->sum))
			continue;
		cut->data = (struct span){ all.p, at };
		cut->rest = span_from(all, end);
		return (true);
	}
	return (false);
}

bool
suntech_serial_holds(struct span text, struct span len)
{
	int64_t n;

	return (cells_int(len, &n) && n > 0 && len.p + len.n < text.p + text.n
	    && behind(text, len).n < (uint64_t)n);
}

bool
suntech_serial_whole(const struct suntech_serial *cut)
{

	return (checksum_sum(cut->data) == cut->sum);
}

void
suntech_serial_tell(struct message *m, const struct suntech_serial *cut)
{
	struct span data = cells_trim(cut->data);
	struct cells c;

	message_more(m, "uex", MESSAGE_PLAIN, message_of_text(data));
	if (!span_starts(data, SPAN("GTSL|")))
		return;
	cells_split(&c, data, '|');
	if (cells_at(&c, WHO).n > 0)
		message_more(m, "driver", MESSAGE_PLAIN,
		    message_of_text(cells_at(&c, WHO)));
}
