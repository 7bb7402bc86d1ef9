/* SPDX-License-Identifier: Apache-2.0 */
/* What would have made an event benign. */
#include "base/wrap.h"
#include "cli/explain_benign.h"

#define IN		7		/* Columns before a clause, */
#define IN_MORE		11		/* and before what goes on. */
#define PARTS		3		/* Fields that tell one place. */
#define MOST		32		/* Clauses of a rule, filters of it. */

/*
 * fact, what it would take.  {vehicle}, {actor}, {target}, {device}, {call},
 * {time} and so on stand for what the event has.
 */
#define WORDS(X)							\
	X("booking.cover",	"a booking of {vehicle} that covers {time} " \
	    "for {actor}, or ownership, a pairing, a ticket or a job")	\
	X("booking.gap_s",	"a booking of {vehicle} by {actor} that " \
	    "begins or ends near {time}")				\
	X("geo.phone_distance_m", "a telephone that is where {vehicle} is") \
	X("ident.owns_target",	"{target} belonging to {actor}")	\
	X("ident.binding_diff",	"a row of table binding that gives "	\
	    "{device} to {vehicle}, with the SIM and serial it shows")	\
	X("ident.jobs",		"an announced job on {vehicle} at {time} " \
	    "that explains it")						\
	X("ident.unknown",	"a row of the register that knows it")	\
	X("ident.on_lists",	"no row in the operator's list that names it") \
	X("ident.off_lists",	"a row in the operator's list that names it") \
	X("person.gaps",	"for {actor} at {time}: employment, "	\
	    "vetting, training, role, shift and grants without a gap")	\
	X("person.link_age_s",	"a ticket or job about {target} for "	\
	    "{actor} at {time}, or a booking of theirs not long before") \
	X("person.relation",	"a subject who is no employee, or "	\
	    "somebody else's account than {actor}'s")			\
	X("api.diff",		"a row of table endpoint that allows "	\
	    "{call} to {actor}")					\
	X("api.tags",		"a row of table endpoint without that tag") \
	X("api.foreign_ids",	"ids that belong to {actor}")		\
	X("api.foreign_subjects", "subjects that {actor} has to do with") \
	X("api.extra_props",	"a row of table endpoint that lists the " \
	    "properties which were written")				\
	X("leak.table_classes",	"a row of table dbtable with other classes") \
	X("leak.canary",	"a value that nobody planted")		\
	X("ota.diff",		"rows of artifact and campaign at {time} " \
	    "that fit what was installed")				\
	X("charge.diff",	"a row of table station that fits what it says")

static const struct {
	const char	*fact, *text;
} words[] = {
#define X(fact, text)	{ fact, text },
	WORDS(X)
#undef X
};

static const struct {
	const char	*name;
	enum field_id	 field[PARTS];
} places[] = {
	{ "vehicle", { FIELD_VEHICLE_ID } },
	{ "actor", { FIELD_ACTOR_ID } },
	{ "target", { FIELD_TARGET_ID } },
	{ "device", { FIELD_DEVICE_ID } },
	{ "call", { FIELD_METHOD, FIELD_HOST, FIELD_ROUTE } },
};

/* A clause of the rule, as sigma_why() tells it. */
struct clause {
	struct span	text;		/* Without what was found. */
	struct span	name;		/* Of the field or fact. */
	unsigned	filter;		/* Of which "not", from 1; 0: none. */
	bool		hit;
};

struct clauses {
	struct clause	clause[MOST];
	size_t		n;
	unsigned	filters;
};

static struct span
until(struct span s, const char *what)
{
	const char *p = memmem(s.p, s.n, what, strlen(what));

	return (p != NULL ? (struct span){ s.p, (size_t)(p - s.p) } : s);
}

/* A line that is a clause: "NAME|...: WANT (found ...): hit". */
static void
take(struct clauses *all, struct span line, unsigned filter)
{
	struct clause *c;

	if (all->n == MOST || memmem(line.p, line.n, " (found ", 8) == NULL)
		return;
	c = &all->clause[all->n++];
	*c = (struct clause){ .text = until(line, " (found "),
	    .filter = filter,
	    .hit = memmem(line.p, line.n, "): hit", 6) != NULL };
	c->name = until(until(c->text, ":"), "|");
}

/* Lines deeper than a "not" are its filter. */
static void
read_why(struct clauses *all, struct span why)
{
	size_t not_at = 0;
	unsigned filter = 0;

	while (why.n > 0) {
		const char *lf = memchr(why.p, '\n', why.n);
		size_t n = lf != NULL ? (size_t)(lf - why.p) : why.n;
		size_t deep = 0;
		struct span line;

		while (deep < n && why.p[deep] == ' ')
			deep++;
		line = (struct span){ why.p + deep, n - deep };
		if (filter > 0 && deep <= not_at)
			filter = 0;
		if (filter == 0 && span_starts(line, SPAN("not:"))) {
			not_at = deep;
			filter = ++all->filters;
		}
		take(all, line, filter);
		why = span_from(why, lf != NULL ? n + 1 : n);
	}
}

/* What stands in braces, as the event has it. */
static void
put_place(const struct event *ev, struct span name, struct buf *b)
{
	size_t at = b->n, i = 0;

	if (span_eq(name, SPAN("time"))) {
		buf_time(b, ev->time);
		return;
	}
	while (i < COUNT_OF(places) && !span_eq(name,
	    span_of(places[i].name)))
		i++;
	for (size_t k = 0; i < COUNT_OF(places) && k < PARTS; k++) {
		enum field_id f = places[i].field[k];
		const struct value *v = event_get(ev, f);

		if (f == FIELD_NONE || v->type <= VALUE_NULL)
			continue;
		if (b->n > at)
			buf_char(b, ' ');
		value_put(b, v);
	}
	if (b->n == at) {
		buf_text(b, "that ");
		buf_put(b, name);
	}
}

static bool
put_words(const struct event *ev, struct span fact, struct buf *b)
{
	const char *p, *open;
	size_t i = 0;

	while (i < COUNT_OF(words) && !span_eq(fact, span_of(words[i].fact)))
		i++;
	if (i == COUNT_OF(words))
		return (false);
	for (p = words[i].text; (open = strchr(p, '{')) != NULL;
	    p = strchr(open, '}') + 1) {
		buf_put(b, (struct span){ p, (size_t)(open - p) });
		put_place(ev, until(span_of(open + 1), "}"), b);
	}
	buf_text(b, p);
	return (true);
}

static void
put_line(struct buf *b, const struct buf *text, unsigned width)
{

	buf_fmt(b, "%*s", IN, "");
	(void)wrap_words(b, buf_span(text), IN, IN_MORE, width);
	buf_char(b, '\n');
	b->failed |= text->failed;
}

static size_t
lacks(const struct clauses *all, unsigned filter)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += all->clause[i].filter == filter && !all->clause[i].hit;
	return (n);
}

/* "ident.jobs: "workshop" held: an announced job ..." */
static void
put_filter(const struct event *ev, const struct clauses *all,
    unsigned filter, unsigned width, struct buf *b)
{
	const char *before = "";
	struct buf text = { 0 };
	bool told = false;

	for (size_t i = 0; i < all->n; i++) {
		const struct clause *c = &all->clause[i];

		if (c->filter != filter || c->hit)
			continue;
		buf_text(&text, before);
		buf_put(&text, c->text);
		before = " and ";
	}
	buf_text(&text, " held");
	for (size_t i = 0; i < all->n && !told; i++) {
		const struct clause *c = &all->clause[i];
		size_t at = text.n;

		if (c->filter != filter || c->hit)
			continue;
		buf_text(&text, ": ");
		if (!(told = put_words(ev, c->name, &text)))
			text.n = at;
	}
	put_line(b, &text, width);
	buf_release(&text);
}

/* Where a cover of one kind or another is too much, one more is no help. */
static bool
helps(const struct clause *c)
{

	return (!span_eq(c->name, SPAN("booking.cover")) ||
	    memmem(c->text.p, c->text.n, ": any of ", 9) == NULL);
}

static void
put_fact(const struct event *ev, const struct clause *c, unsigned width,
    struct buf *b)
{
	struct buf text = { 0 };

	buf_put(&text, c->text);
	buf_text(&text, " failed: ");
	if (!helps(c) || !put_words(ev, c->name, &text))
		text.n -= 2;
	put_line(b, &text, width);
	buf_release(&text);
}

void
explain_benign(const struct event *ev, struct span why, unsigned width,
    struct buf *b)
{
	struct clauses all = { .n = 0 };

	read_why(&all, why);
	for (size_t least = 1; least <= MOST; least++)
		for (unsigned f = 1; f <= all.filters; f++)
			if (lacks(&all, f) == least)
				put_filter(ev, &all, f, width, b);
	for (size_t i = 0; i < all.n; i++)
		if (all.clause[i].filter == 0 && all.clause[i].hit &&
		    fact_find(all.clause[i].name) != FACT_COUNT)
			put_fact(ev, &all.clause[i], width, b);
}
