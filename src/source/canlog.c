/* SPDX-License-Identifier: Apache-2.0 */
/* A candump log as messages of telemetry. */
#include "base/mem.h"
#include "source/canlog.h"
#include "source/canmap.h"

#define FIELDS_MOST	200u		/* Of one line; more make a second. */
#define ERRORS_TEXT	160

/* A signal: what was told of it, what is to be, what is. */
struct signal {
	uint64_t	told, next, now;
	bool		known;		/* It was told. */
	bool		there;		/* It was seen. */
	bool		waits;		/* ${next} differs from ${told}. */
};

/* A message. */
struct state {
	int64_t		told_us;	/* Valid if ${spoke}. */
	uint64_t	line;		/* Of its last frame. */
	uint8_t		bus;		/* Place + 1. */
	uint8_t		sender;		/* Of its id, by J1939. */
	bool		spoke, waits;
};

struct bus {
	char		name[CANDUMP_BUS];
	size_t		name_n;
	int64_t		told_us;
	uint32_t	classes;	/* Of errors, not yet told. */
	uint64_t	errors, line;
	bool		spoke;
};

/* To whom it is told. */
struct teller {
	const struct tracker_session	*s;
	const struct tracker_out	*out;
};

struct canlog {
	const struct cantable	*t;		/* Borrowed. */
	struct signal		*signal;	/* Owned. */
	struct state		*state;		/* Owned. */
	uint32_t		*waiting;	/* Owned: messages. */
	size_t			 waiting_n;
	int64_t			 due_us;	/* Of the first of them. */
	struct bus		 bus[CANLOG_BUSES];
	size_t			 buses;
	int64_t			 last_us;	/* Of the last frame. */
	uint64_t		 line;		/* Being told. */
};

/* linux/can/error.h: bits of the class of an error. */
static const struct {
	uint32_t	 bit;
	const char	*name;
} classes[] = {
	{ 0x001, "tx_timeout" }, { 0x002, "lost_arbitration" },
	{ 0x004, "controller" }, { 0x008, "protocol" },
	{ 0x010, "transceiver" }, { 0x020, "no_ack" }, { 0x040, "bus_off" },
	{ 0x080, "bus_error" }, { 0x100, "restarted" }, { 0x200, "counter" },
};

void
canlog_free(struct canlog *c)
{

	if (c == NULL)
		return;
	mem_free(c->signal);
	mem_free(c->state);
	mem_free(c->waiting);
	mem_free(c);
}

rc
canlog_new(const struct cantable *t, struct canlog **ret)
{
	struct canlog *c = mem_new(sizeof(*c));
	size_t signals = t->signals + 1, messages = t->messages + 1;

	if (c == NULL)
		return (RC_NOMEM);
	c->t = t;
	if ((c->signal = mem_array(signals, sizeof(*c->signal))) == NULL ||
	    (c->state = mem_array(messages, sizeof(*c->state))) == NULL ||
	    (c->waiting = mem_array(messages,
	    sizeof(*c->waiting))) == NULL) {
		canlog_free(c);
		return (RC_NOMEM);
	}
	*ret = c;
	return (RC_OK);
}

void
canlog_begin(struct canlog *c)
{

	memset(c->signal, 0, c->t->signals * sizeof(*c->signal));
	memset(c->state, 0, c->t->messages * sizeof(*c->state));
	memset(c->bus, 0, sizeof(c->bus));
	c->waiting_n = c->buses = 0;
	c->last_us = 0;
}

uint64_t
canlog_line(const struct canlog *c)
{

	return (c->line);
}

/* The bus of that name, a new one if need be; NULL: there are too many. */
static struct bus *
bus_of(struct canlog *c, struct span name)
{
	struct bus *b;

	for (size_t i = 0; i < c->buses; i++) {
		b = &c->bus[i];
		if (span_eq((struct span){ b->name, b->name_n }, name))
			return (b);
	}
	if (c->buses == CANLOG_BUSES)
		return (NULL);
	b = &c->bus[c->buses++];
	b->name_n = span_keep(b->name, sizeof(b->name), name);
	return (b);
}

/* Take a value in: what is to be told of the signal now? */
static void
see(const struct cantable_signal *of, struct signal *s, uint64_t raw)
{
	bool left = s->known && raw != s->told;

	s->now = raw;
	s->there = true;
	if (!s->known || !canmap_steps(of)) {
		s->next = raw;
		s->waits = !s->known || left;
	} else if (left && !s->waits) {
		s->next = raw;		/* And so it stays until told. */
		s->waits = true;
	}
}

static void
put(struct message *m, const struct cantable_signal *of, uint64_t raw)
{
	struct value v;

	if (of->field != FIELD_NONE && canmap_value(of, raw, &v)) {
		message_set(m, of->field, v);
		return;
	}
	v = canmap_left(of, raw);
	if (v.type != VALUE_ABSENT)
		message_more(m, of->name, MESSAGE_PLAIN, v);
}

static struct message *
begin(struct canlog *c, const struct teller *to, int64_t us, uint32_t i)
{
	struct message *m = tracker_begin(to->s, to->out,
	    TYPE_TELEMETRY_SAMPLE, us / 1000);
	const struct bus *b = &c->bus[c->state[i].bus - 1];

	c->line = c->state[i].line;
	c->state[i].told_us = us;
	c->state[i].spoke = true;
	message_more(m, "can_message", MESSAGE_PLAIN,
	    message_of_text(c->t->message[i].name));
	message_more(m, "can_bus", MESSAGE_PLAIN, message_of_text(
	    (struct span){ b->name, b->name_n }));
	return (m);
}

/* Tell what waits of message ${i}, as of ${us}. */
static void
tell(struct canlog *c, const struct teller *to, uint32_t i, int64_t us)
{
	const struct cantable_message *of = &c->t->message[i];
	struct state *st = &c->state[i];
	struct message *m = NULL;

	st->waits = false;
	for (uint32_t k = of->first; k < of->first + of->n; k++) {
		struct signal *s = &c->signal[k];

		if (!s->waits)
			continue;
		if (m == NULL)
			m = begin(c, to, us, i);
		put(m, &c->t->signal[k], s->next);
		s->told = s->next;
		s->known = true;
		/* It may have gone on, or back, while that waited. */
		s->next = s->now;
		s->waits = s->now != s->told;
		st->waits = st->waits || s->waits;
		if (m->n >= FIELDS_MOST) {
			tracker_done(to->out);
			m = NULL;
		}
	}
	if (m != NULL)
		tracker_done(to->out);
}

static int64_t
due(const struct canlog *c, uint32_t i)
{

	return (c->state[i].told_us + CANLOG_EVERY_US);
}

static void
wait(struct canlog *c, uint32_t i)
{

	if (c->waiting_n == 0 || due(c, i) < c->due_us)
		c->due_us = due(c, i);
	c->waiting[c->waiting_n++] = i;
}

/* The first that is due, out of those that wait; by number among equals. */
static uint32_t
take_first(struct canlog *c)
{
	size_t best = 0;
	uint32_t i;

	for (size_t k = 1; k < c->waiting_n; k++) {
		uint32_t a = c->waiting[k], b = c->waiting[best];

		if (due(c, a) < due(c, b) ||
		    (due(c, a) == due(c, b) && a < b))
			best = k;
	}
	i = c->waiting[best];
	c->waiting[best] = c->waiting[--c->waiting_n];
	return (i);
}

static void
next_due(struct canlog *c)
{

	c->due_us = INT64_MAX;
	for (size_t k = 0; k < c->waiting_n; k++) {
		if (due(c, c->waiting[k]) < c->due_us)
			c->due_us = due(c, c->waiting[k]);
	}
}

/* Tell all that is due up to ${us}, in the order of time. */
static void
settle(struct canlog *c, const struct teller *to, int64_t us)
{

	if (c->waiting_n == 0 || us < c->due_us)
		return;
	while (c->waiting_n > 0) {
		uint32_t i;

		next_due(c);
		if (us < c->due_us)
			return;
		i = take_first(c);
		tell(c, to, i, due(c, i));
		if (c->state[i].waits)
			wait(c, i);
	}
}

static void
tell_errors(struct canlog *c, const struct teller *to, struct bus *b,
    int64_t us)
{
	struct message *m = tracker_begin(to->s, to->out, TYPE_FEED_HEALTH,
	    us / 1000);
	char text[ERRORS_TEXT];
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(classes); i++) {
		if ((b->classes & classes[i].bit) == 0)
			continue;
		n += span_keep(text + n, sizeof(text) - n,
		    n > 0 ? SPAN(",") : SPAN(""));
		n += span_keep(text + n, sizeof(text) - n,
		    span_of(classes[i].name));
	}
	c->line = b->line;
	message_word(m, FIELD_STATE, "ok");
	message_more(m, "can_bus", MESSAGE_PLAIN, message_of_text(
	    (struct span){ b->name, b->name_n }));
	message_more(m, "can_errors", MESSAGE_PLAIN,
	    message_of_int((int64_t)b->errors));
	message_more(m, "can_error", MESSAGE_PLAIN,
	    message_of_text((struct span){ text, n }));
	tracker_done(to->out);
	b->told_us = us;
	b->spoke = true;
	b->classes = 0;
	b->errors = 0;
}

static void
error(struct canlog *c, const struct teller *to, struct bus *b,
    const struct candump *f, uint64_t number)
{

	b->classes |= f->id;
	b->errors++;
	b->line = number;
	if (!b->spoke || f->time_us - b->told_us >= CANLOG_EVERY_US)
		tell_errors(c, to, b, f->time_us);
}

static void
data(struct canlog *c, const struct teller *to, uint32_t i,
    const struct candump *f)
{
	const struct cantable_message *of = &c->t->message[i];
	struct span bytes = { f->data, f->n };
	struct state *st = &c->state[i];
	bool waited = st->waits;

	for (uint32_t k = of->first; k < of->first + of->n; k++) {
		uint64_t raw;

		if (c->t->signal[k].ignored ||
		    !cantable_get(c->t, k, bytes, &raw))
			continue;
		see(&c->t->signal[k], &c->signal[k], raw);
		st->waits = st->waits || c->signal[k].waits;
	}
	if (!st->waits || waited)
		return;
	if (!st->spoke || f->time_us >= due(c, i))
		tell(c, to, i, f->time_us);
	if (st->waits)
		wait(c, i);
}

/* A log that goes back in time begins anew: what waits would wait long. */
static void
again(struct canlog *c, const struct teller *to)
{

	settle(c, to, INT64_MAX);
	for (size_t i = 0; i < c->t->messages; i++)
		c->state[i].spoke = false;
	for (size_t i = 0; i < c->buses; i++)
		c->bus[i].spoke = false;
}

enum canlog_why
canlog_feed(struct canlog *c, const struct tracker_session *s,
    struct span line, uint64_t number, const struct tracker_out *out,
    struct candump_bad *bad)
{
	const struct teller to = { s, out };
	struct candump f;
	struct bus *b;
	uint32_t i;
	rc r = candump_line(line, &f, bad);

	if (r != RC_OK)
		return (r == RC_NOTFOUND ? CANLOG_BLANK : CANLOG_BAD);
	if (f.time_us < c->last_us - CANLOG_EVERY_US)
		again(c, &to);
	c->last_us = f.time_us;
	settle(c, &to, f.time_us);
	if ((b = bus_of(c, f.bus)) == NULL)
		return (CANLOG_BUSES_FULL);
	if (f.kind == CANDUMP_ERROR) {
		error(c, &to, b, &f, number);
		return (CANLOG_USED);
	}
	i = cantable_of(c->t, f.id, f.extended);
	if (i == CANTABLE_NONE)
		return (CANLOG_UNKNOWN);
	if (f.kind == CANDUMP_REMOTE)
		return (CANLOG_REMOTE);
	if (c->state[i].bus == 0) {
		c->state[i].bus = (uint8_t)(b - c->bus + 1);
		c->state[i].sender = (uint8_t)f.id;
	}
	if (&c->bus[c->state[i].bus - 1] != b ||
	    c->state[i].sender != (uint8_t)f.id)
		return (CANLOG_OTHER_BUS);
	c->state[i].line = number;
	data(c, &to, i, &f);
	return (CANLOG_USED);
}

void
canlog_end(struct canlog *c, const struct tracker_session *s,
    const struct tracker_out *out)
{
	const struct teller to = { s, out };

	settle(c, &to, INT64_MAX);
	for (size_t i = 0; i < c->buses; i++) {
		int64_t us = c->bus[i].told_us + CANLOG_EVERY_US;

		if (c->bus[i].errors > 0)
			tell_errors(c, &to, &c->bus[i],
			    us > c->last_us ? us : c->last_us);
	}
}
