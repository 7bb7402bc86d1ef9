/* SPDX-License-Identifier: Apache-2.0 */
/* What was done to whom. */
#include "base/ts.h"
#include "cli/sim_label.h"

static void
moment(struct buf *b, const char *key, int64_t ms)
{
	char text[TS_TEXT];

	ts_text(ms, text);
	buf_text(b, key);
	buf_json(b, (struct span){ text, sizeof(text) });
}

void
sim_label_open(struct buf *b, const struct sim_label *l)
{

	buf_text(b, "{\"scenario\":");
	buf_int(b, l->scenario);
	buf_text(b, ",\"name\":");
	buf_json(b, span_of(l->name));
	buf_text(b, ",\"entity\":{\"kind\":");
	buf_json(b, span_of(l->kind));
	buf_text(b, ",\"id\":");
	buf_json(b, l->entity);
	buf_text(b, "},\"vehicle\":");
	buf_json(b, l->vehicle);
	moment(b, ",\"start\":", l->start_ms);
	moment(b, ",\"end\":", l->end_ms);
	if (l->letter != 0) {
		buf_fmt(b, ",\"tag\":\"vedette.s%02d", l->scenario);
		if (l->letter != '-')
			buf_fmt(b, ".%c", l->letter);
		buf_text(b, "\",\"decides\":");
		buf_json(b, l->decides);
	}
	buf_text(b, ",\"events\":[");
}

void
sim_label_event(struct buf *b, struct span id)
{

	if (b->n > 0 && b->p[b->n - 1] != '[')
		buf_char(b, ',');
	buf_json(b, id);
}

void
sim_label_close(struct buf *b)
{

	buf_text(b, "]}\n");
}
