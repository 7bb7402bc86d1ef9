/* SPDX-License-Identifier: Apache-2.0 */
/* The line of a silence. */
#include "base/ts.h"
#include "engine/silent.h"

static void
put_seconds(struct buf *b, const char *name, int64_t ms)
{

	buf_fmt(b, ",\"%s\":", name);
	buf_num(b, (double)ms / 1000);
}

void
silent_line(struct buf *b, struct span tenant, struct span id,
    const struct silence_due *d, enum twin_kind k)
{
	char time[TS_TEXT];
	double ratio;

	ts_text(d->time, time);
	buf_fmt(b, "{\"id\":\"%s\",\"tenant\":", d->id);
	buf_json(b, tenant);
	buf_fmt(b, ",\"type\":\"%s\",\"time\":\"%.*s\"", k == TWIN_VEHICLE ?
	    "twin.silent" : "feed.silent", TS_TEXT, time);
	if (k == TWIN_VEHICLE) {
		buf_text(b, ",\"source\":{\"name\":\"twin\",\"kind\":\"twin\"},"
		    "\"vehicle\":{\"id\":");
		buf_json(b, id);
	} else {
		buf_text(b, ",\"source\":{\"kind\":\"twin\",\"name\":");
		buf_json(b, id);
	}
	buf_char(b, '}');
	put_seconds(b, "silent_s", d->silent_ms);
	if (d->has_interval) {
		put_seconds(b, "interval_s", d->interval_ms);
		if (d->interval_ms > 0) {
			ratio = (double)d->silent_ms / (double)d->interval_ms;
			buf_text(b, ",\"silent_ratio\":");
			buf_num(b, (double)(int64_t)(ratio * 1000 + 0.5) /
			    1000);
		}
	}
	if (d->has_power_cut)
		put_seconds(b, "power_cut_s", d->power_cut_ms);
	buf_char(b, '}');
}
