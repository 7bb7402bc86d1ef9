/* SPDX-License-Identifier: Apache-2.0 */
/* How a source is doing. */
#include <stdarg.h>
#include <stdio.h>

#include "cli/edge_tally.h"

static const char *const states[] = {
#define X(name, text, help)	text,
	EDGE_STATES(X)
#undef X
};

void
edge_tally_init(struct edge_tally *t, int64_t now)
{

	*t = (struct edge_tally){ .state = EDGE_STARTS, .since = now,
	    .lag = EDGE_LAG_UNKNOWN };
}

static void
sample(struct edge_tally *t, const struct push_sample *s)
{

	t->sample[t->samples++ % PUSH_SAMPLES] = *s;
}

void
edge_tally_took(struct edge_tally *t, const struct push_told *told,
    int64_t now)
{

	t->accepted += told->accepted;
	t->rejected += told->rejected;
	t->skipped += told->skipped;
	t->seen = now;
	for (size_t i = 0; i < told->samples; i++)
		sample(t, &told->sample[i]);
}

void
edge_tally_reject(struct edge_tally *t, uint64_t number, const char *what)
{
	struct push_sample s = { .number = number };

	(void)snprintf(s.what, sizeof(s.what), "%s", what);
	t->rejected++;
	sample(t, &s);
}

bool
edge_tally_be(struct edge_tally *t, enum edge_state state, int64_t now,
    const char *fmt, ...)
{
	char why[sizeof(t->why)];
	va_list ap;
	bool same;

	va_start(ap, fmt);
	(void)vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	same = t->state == state && strcmp(t->why, why) == 0;
	if (t->state != state)
		t->since = now;
	t->state = state;
	memcpy(t->why, why, sizeof(why));
	return (!same);
}

static void
put_time(struct buf *b, const char *name, int64_t time)
{

	buf_fmt(b, ",\"%s\":\"", name);
	buf_time(b, time);
	buf_char(b, '"');
}

static void
put_samples(struct buf *b, const struct edge_tally *t)
{
	size_t n = t->samples < PUSH_SAMPLES ? t->samples : PUSH_SAMPLES;

	buf_text(b, ",\"samples\":[");
	for (size_t i = 0; i < n; i++) {
		const struct push_sample *s =
		    &t->sample[(t->samples - n + i) % PUSH_SAMPLES];

		buf_fmt(b, "%s{\"line\":%llu,\"what\":", i > 0 ? "," : "",
		    (unsigned long long)s->number);
		buf_json(b, span_of(s->what));
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

void
edge_tally_put(struct buf *b, const char *name, const char *kind,
    const struct edge_tally *t)
{
	const struct {
		const char	*name;
		uint64_t	 n;
	} counts[] = { { "accepted", t->accepted },
	    { "rejected", t->rejected }, { "skipped", t->skipped },
	    { "lost", t->lost }, { "connections", t->connections },
	    { "refused", t->refused } };

	buf_text(b, "{\"name\":");
	buf_json(b, span_of(name));
	buf_fmt(b, ",\"kind\":\"%s\",\"state\":\"%s\"", kind,
	    states[t->state]);
	put_time(b, "since", t->since);
	buf_text(b, ",\"why\":");
	buf_json(b, span_of(t->why));
	for (size_t i = 0; i < COUNT_OF(counts); i++)
		buf_fmt(b, ",\"%s\":%llu", counts[i].name,
		    (unsigned long long)counts[i].n);
	if (t->seen != 0)
		put_time(b, "last_seen", t->seen);
	if (t->lag != EDGE_LAG_UNKNOWN)
		buf_fmt(b, ",\"lag\":%lld", (long long)t->lag);
	put_samples(b, t);
	buf_char(b, '}');
}
