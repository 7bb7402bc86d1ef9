/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Topics, a NUL byte, messages: in each line a topic, a tab, a payload.
 * Whatever they are: what is wrong with the topics is told; a message that
 * is ignored or fits no row is neither told nor bad, and one that is told
 * gives objects, one a line.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "model/field.h"
#include "source/mapping_dict.h"
#include "source/topics.h"

#define NOW	INT64_C(1772439304250)

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool ok)
{

	if (!ok)
		abort();
}

/* Each line is an object in one line; bytes of a payload that are no UTF-8
 * are for the reader of the event line to clean. */
static void
lines(const struct buf *out)
{
	struct span rest = buf_span(out);

	while (rest.n > 0) {
		const char *lf = memchr(rest.p, '\n', rest.n);
		size_t n;

		must(lf != NULL);
		n = (size_t)(lf - rest.p);
		must(n > 1 && rest.p[0] == '{' && rest.p[n - 1] == '}');
		for (size_t i = 0; i < n; i++)
			must((unsigned char)rest.p[i] >= 0x20);
		rest = span_from(rest, n + 1);
	}
}

/* No file is read: the only mapping is this one. */
static rc
mapping(void *ctx, const char *name, struct mapping **ret)
{
	static const char text[] =
	    "help: one\nformat: json-lines\nsource: {name: x, kind: mqtt}\n"
	    "fields:\n  time: t\n  vehicle.id: id\n"
	    "events:\n  - type: telemetry.sample\n";
	struct mapping_load_opts opts = { .field = mapping_dict_type };

	(void)ctx;
	return (mapping_load(span_of(text), name, &opts, ret));
}

static void
wrong(void *ctx, unsigned line, unsigned col, const char *what)
{
	unsigned *n = ctx;

	(void)line;
	(void)col;
	must(*what != '\0');
	++*n;
}

static void
note(void *ctx, const struct mapping_note *n)
{

	(void)ctx;
	must(n->reason != NULL && *n->reason != '\0');
	must(n->got.n == 0 || n->got.p != NULL);
}

static void
message(struct topics *t, struct span line, uint64_t number)
{
	static const struct mqtt_events_peer peer = {
		.conn_id = { "c1", 2 }, .client_ip = { "192.0.2.7", 9 }
	};
	const char *tab = line.n > 0 ? memchr(line.p, '\t', line.n) : NULL;
	struct mqtt_publish p = { .topic = line };
	struct mqtt_events session;
	struct topics_in in = { .session = &session, .publish = &p,
	    .side = number % 2 != 0 ? MQTT_CLIENT : MQTT_SERVER, .time = NOW,
	    .number = number };
	struct topics_stats was = topics_stats(t), is;
	struct buf out = { 0 };

	if (tab != NULL) {
		p.topic.n = (size_t)(tab - line.p);
		p.payload = span_from(line, p.topic.n + 1);
	}
	if (p.topic.n == 0)
		return;		/* A session resolves its aliases. */
	mqtt_events_begin(&session, &peer);
	must(topics_feed(t, &in, &out, note, NULL) == RC_OK);
	is = topics_stats(t);
	/* Some of a payload may be told before the rest is found bad; one
	 * that says nothing, such as a beat, is in none of them. */
	must(is.told - was.told <= 1 && is.bad - was.bad <= 1);
	must(is.ignored + is.unknown + (is.told > was.told ||
	    is.bad > was.bad) <= was.ignored + was.unknown + 1);
	must((is.told == was.told) == (out.n == 0));
	lines(&out);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	unsigned errors = 0;
	struct topics_opts opts = { .field = mapping_dict_type,
	    .mapping = mapping, .error = wrong, .error_ctx = &errors };
	const uint8_t *nul = size > 0 ? memchr(data, 0, size) : NULL;
	size_t n = nul != NULL ? (size_t)(nul - data) : size;
	struct span rest = { NULL, 0 };
	struct topics *t = NULL;
	rc rv;

	if (!ready)
		must(field_init() == RC_OK);
	ready = true;
	rv = topics_load((struct span){ (const char *)data, n }, &opts, &t);
	must((rv == RC_OK) == (errors == 0) && (t != NULL) == (rv == RC_OK));
	if (t != NULL && nul != NULL)
		rest = (struct span){ (const char *)nul + 1, size - n - 1 };
	for (uint64_t number = 1; rest.n > 0; number++) {
		const char *lf = memchr(rest.p, '\n', rest.n);
		size_t k = lf != NULL ? (size_t)(lf - rest.p) : rest.n;

		message(t, (struct span){ rest.p, k }, number);
		rest = lf != NULL ? span_from(rest, k + 1) :
		    (struct span){ NULL, 0 };
	}
	topics_free(t);
	return (0);
}
