/* SPDX-License-Identifier: Apache-2.0 */
/* CAN databases in the DBC format. */
#include "base/attr.h"
#include "codec/convert.h"
#include "codec/dbc.h"

#define UNIT_MOST	64		/* Bytes of a unit. */
#define WORD_MOST	256		/* Bytes of a word of a number. */
#define ID_MOST		0xffffffffu
#define BYTES_MOST	65535

typedef rc statement_fn(struct dbc *, struct dbc_item *, struct dbc_bad *);

static void
skip(struct dbc *d)
{

	d->line += cur_u8(&d->c) == '\n';
}

/* Blanks and line ends: a statement may go over lines. */
static void
blanks(struct dbc *d)
{

	for (;;) {
		int c = cur_peek(&d->c);

		if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
			return;
		skip(d);
	}
}

static bool
eat(struct dbc *d, char c)
{

	blanks(d);
	return (cur_eat(&d->c, c));
}

static bool
is_letter(int c)
{

	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_');
}

static bool
is_digit(int c)
{

	return (c >= '0' && c <= '9');
}

static struct span
since(const struct dbc *d, size_t from)
{
	size_t n = d->c.at - from;

	return ((struct span){ n > 0 ? d->c.in.p + from : NULL, n });
}

/* A name; empty: there is none, or it is too long. */
static struct span
name(struct dbc *d)
{
	struct span s;
	size_t from;

	blanks(d);
	from = d->c.at;
	if (is_letter(cur_peek(&d->c)))
		while (is_letter(cur_peek(&d->c)) ||
		    is_digit(cur_peek(&d->c)))
			skip(d);
	s = since(d, from);
	return (s.n <= DBC_NAME ? s : (struct span){ NULL, 0 });
}

static bool
number(struct dbc *d, double *ret)
{
	struct value v = { .type = VALUE_TEXT };
	struct span s;
	size_t from;

	blanks(d);
	from = d->c.at;
	while (is_digit(cur_peek(&d->c)) || (cur_peek(&d->c) > 0 &&
	    strchr("+-.eE", cur_peek(&d->c)) != NULL))
		skip(d);
	s = since(d, from);
	v.p = s.p;
	v.n = (uint32_t)s.n;
	return (s.n > 0 && s.n < UNIT_MOST && convert_number(&v, ret));
}

/* A whole number from ${least} to ${most}, digits and a sign alone. */
static bool
whole(struct dbc *d, int64_t least, int64_t most, int64_t *ret)
{
	int64_t v = 0;
	bool minus, any = false;

	minus = eat(d, '-');
	while (is_digit(cur_peek(&d->c))) {
		if (v > ID_MOST)
			return (false);
		v = v * 10 + cur_peek(&d->c) - '0';
		skip(d);
		any = true;
	}
	v = minus ? -v : v;
	if (!any || v < least || v > most)
		return (false);
	*ret = v;
	return (true);
}

/* A text in quotes, without them; a quote in it has a backslash. */
static bool
text(struct dbc *d, struct span *ret)
{
	size_t from;

	if (!eat(d, '"'))
		return (false);
	from = d->c.at;
	while (cur_peek(&d->c) >= 0 && cur_peek(&d->c) != '"') {
		if (cur_peek(&d->c) == '\\')
			skip(d);
		skip(d);
	}
	*ret = since(d, from);
	return (cur_eat(&d->c, '"'));
}

static bool
id(struct dbc *d, struct dbc_item *item)
{
	int64_t v;

	if (!whole(d, 0, ID_MOST, &v))
		return (false);
	item->id = (uint32_t)v;
	return (true);
}

/* Names up to the end of the line; some files leave them out. */
static bool
nodes(struct dbc *d)
{
	int c;

	while ((c = cur_peek(&d->c)) >= 0 && c != '\n') {
		if (!is_letter(c) && !is_digit(c) &&
		    (c == '\0' || strchr(", \t\r", c) == NULL))
			return (false);
		skip(d);
	}
	return (true);
}

/* BO_ id name: bytes sender */
static rc
message(struct dbc *d, struct dbc_item *item, struct dbc_bad *bad)
{
	int64_t n;

	d->message = false;
	item->kind = DBC_MESSAGE;
	if (!id(d, item))
		return (dbc_wrong(bad, "id", "expected a message's number"));
	if ((item->name = name(d)).n == 0)
		return (dbc_wrong(bad, "name", "expected a message's name"));
	if (!eat(d, ':') || !whole(d, 0, BYTES_MOST, &n))
		return (dbc_wrong(bad, "length", "expected ': BYTES'"));
	if (!nodes(d))
		return (dbc_wrong(bad, "sender", "expected a node's name, or "
		    "nothing"));
	item->bytes = (unsigned)n;
	d->id = item->id;
	d->message = true;
	return (RC_OK);
}

/* "M", "m3", "m3M", or nothing. */
static bool
choice(struct dbc *d, struct dbc_item *item)
{
	struct span s = name(d);
	struct cur c = cur_of(s);
	uint32_t v = 0;
	unsigned digits = 0;

	if (s.n > 0 && cur_eat(&c, 'm')) {
		for (; is_digit(cur_peek(&c)) && digits < 9; digits++)
			v = v * 10 + cur_u8(&c) - '0';
		if (digits == 0)
			return (false);
		item->muxed = true;
		item->low = item->high = v;
	}
	item->muxer = cur_eat(&c, 'M');
	return (cur_left(&c) == 0);
}

/* start|length@1+ */
static rc
place(struct dbc *d, struct cansig *sig, struct dbc_bad *bad)
{
	int64_t start, length, order;
	bool minus;

	if (!whole(d, 0, CANSIG_FRAME - 1, &start) || !eat(d, '|') ||
	    !whole(d, 1, CANSIG_BITS, &length))
		return (dbc_wrong(bad, "start|length", "expected bits 0 to "
		    "511, and 1 to 64 of them"));
	if (!eat(d, '@') || !whole(d, 0, 1, &order))
		return (dbc_wrong(bad, "byte order", "expected @0 or @1"));
	minus = eat(d, '-');
	if (!minus && !eat(d, '+'))
		return (dbc_wrong(bad, "sign", "expected + or -"));
	sig->start = (unsigned)start;
	sig->length = (unsigned)length;
	sig->big = order == 0;
	sig->kind = minus ? CANSIG_SIGNED : CANSIG_UNSIGNED;
	return (cansig_last(sig) != SIZE_MAX ? RC_OK : dbc_wrong(bad,
	    "start|length", "expected a signal that ends in 64 bytes"));
}

/* (factor,offset) [least|most] "unit" receivers */
static rc
meaning(struct dbc *d, struct dbc_item *item, struct dbc_bad *bad)
{
	struct cansig *sig = &item->sig;

	if (!eat(d, '(') || !number(d, &sig->factor) || !eat(d, ',') ||
	    !number(d, &sig->offset) || !eat(d, ')') || sig->factor == 0)
		return (dbc_wrong(bad, "factor,offset", "expected (a number "
		    "other than 0,a number)"));
	if (!eat(d, '[') || !number(d, &item->least) || !eat(d, '|') ||
	    !number(d, &item->most) || !eat(d, ']'))
		return (dbc_wrong(bad, "minimum|maximum", "expected "
		    "[number|number]"));
	if (!text(d, &item->unit) || item->unit.n > UNIT_MOST)
		return (dbc_wrong(bad, "unit", "expected \"at most 64 "
		    "bytes\""));
	return (nodes(d) ? RC_OK : dbc_wrong(bad, "receiver",
	    "expected names of nodes, or nothing"));
}

/* SG_ name choice : place meaning */
static rc
signal_of(struct dbc *d, struct dbc_item *item, struct dbc_bad *bad)
{
	rc r;

	item->kind = DBC_SIGNAL;
	item->id = d->id;
	if (!d->message)
		return (dbc_wrong(bad, "SG_", "expected a message (BO_) before "
		    "it"));
	if ((item->name = name(d)).n == 0)
		return (dbc_wrong(bad, "name", "expected a signal's name"));
	if (!choice(d, item))
		return (dbc_wrong(bad, "multiplexing", "expected M, mNUMBER or "
		    "nothing"));
	if (!eat(d, ':'))
		return (dbc_wrong(bad, "name", "expected ':' behind it"));
	if ((r = place(d, &item->sig, bad)) != RC_OK)
		return (r);
	return (meaning(d, item, bad));
}

/* Up to the ';' that ends a statement of no concern here. */
static rc
to_end(struct dbc *d, struct dbc_item *item, struct dbc_bad *bad)
{
	struct span s;

	item->kind = DBC_PASSED;
	while (cur_peek(&d->c) >= 0 && cur_peek(&d->c) != ';') {
		if (cur_peek(&d->c) != '"')
			skip(d);
		else if (!text(d, &s))
			return (dbc_wrong(bad, "text", "expected '\"' at its "
			    "end"));
	}
	return (eat(d, ';') ? RC_OK : dbc_wrong(bad, "statement",
	    "expected ';' at its end"));
}

static rc
to_line_end(struct dbc *d, struct dbc_item *item, struct dbc_bad *bad UNUSED)
{

	item->kind = DBC_PASSED;
	while (cur_peek(&d->c) >= 0 && cur_peek(&d->c) != '\n')
		skip(d);
	return (RC_OK);
}

/* NS_ : the keywords that the file may use, each on a line of its own. */
static rc
symbols(struct dbc *d, struct dbc_item *item, struct dbc_bad *bad)
{

	(void)to_line_end(d, item, bad);
	for (;;) {
		struct cur was;
		unsigned line;

		blanks(d);
		was = d->c;
		line = d->line;
		(void)name(d);
		while (cur_peek(&d->c) == ' ' || cur_peek(&d->c) == '\t' ||
		    cur_peek(&d->c) == '\r')
			skip(d);
		if (d->c.at > was.at && cur_peek(&d->c) == '\n')
			continue;
		d->c = was;
		d->line = line;
		return (RC_OK);
	}
}

/* VAL_ id signal 0 "a" 1 "b" ; each word is an item of its own. */
static rc
words(struct dbc *d, struct dbc_item *item, struct dbc_bad *bad)
{

	blanks(d);
	/* Of an environment variable, which is on no bus. */
	if (!is_digit(cur_peek(&d->c)))
		return (to_end(d, item, bad));
	item->kind = DBC_WORD;
	if (!id(d, item) || (item->name = name(d)).n == 0)
		return (dbc_wrong(bad, "signal", "expected a message's number "
		    "and a signal's name"));
	d->rest = *item;
	d->more = true;
	return (RC_MORE);
}

/* SG_MUL_VAL_ id signal multiplexer 1-3, 5-5; each range likewise. */
static rc
ranges(struct dbc *d, struct dbc_item *item, struct dbc_bad *bad)
{

	item->kind = DBC_MUX;
	if (!id(d, item) || (item->name = name(d)).n == 0 ||
	    (item->by = name(d)).n == 0)
		return (dbc_wrong(bad, "signal", "expected a message's number, "
		    "a signal's name and its multiplexer's"));
	d->rest = *item;
	d->more = true;
	return (RC_MORE);
}

/* SIG_VALTYPE_ id signal : 1; */
static rc
type(struct dbc *d, struct dbc_item *item, struct dbc_bad *bad)
{
	int64_t v;

	item->kind = DBC_TYPE;
	if (!id(d, item) || (item->name = name(d)).n == 0)
		return (dbc_wrong(bad, "signal", "expected a message's number "
		    "and a signal's name"));
	(void)eat(d, ':');		/* Some leave it out. */
	if (!whole(d, 0, 3, &v) || !eat(d, ';'))
		return (dbc_wrong(bad, "type", "expected 0, 1, 2 or 3, and "
		    "';'"));
	item->sig.kind = v == 1 ? CANSIG_FLOAT : v == 2 ? CANSIG_DOUBLE :
	    CANSIG_UNSIGNED;
	if (v == 0 || v == 3)
		item->kind = DBC_PASSED;
	return (RC_OK);
}

static const struct {
	const char	*word;
	statement_fn	*fn;
} statements[] = {
	{ "BO_", message }, { "SG_", signal_of }, { "VAL_", words },
	{ "SIG_VALTYPE_", type }, { "SG_MUL_VAL_", ranges },
	{ "NS_", symbols }, { "VERSION", to_line_end },
	{ "BS_", to_line_end }, { "BU_", to_line_end }, { "CM_", to_end },
	{ "BA_DEF_", to_end }, { "BA_", to_end },
	{ "BA_DEF_DEF_", to_end }, { "BA_DEF_REL_", to_end },
	{ "BA_REL_", to_end }, { "BA_DEF_DEF_REL_", to_end },
	{ "BA_DEF_SGTYPE_", to_end }, { "BA_SGTYPE_", to_end },
	{ "VAL_TABLE_", to_end }, { "BO_TX_BU_", to_end },
	{ "EV_", to_end }, { "EV_DATA_", to_end },
	{ "ENVVAR_DATA_", to_end }, { "SIG_GROUP_", to_end },
	{ "SGTYPE_", to_end }, { "SGTYPE_VAL_", to_end },
	{ "SIG_TYPE_REF_", to_end }, { "SIGTYPE_VALTYPE_", to_end },
	{ "BU_SG_REL_", to_end }, { "BU_EV_REL_", to_end },
	{ "BU_BO_REL_", to_end }, { "CAT_", to_end },
	{ "CAT_DEF_", to_end }, { "FILTER", to_end },
};

static statement_fn *
statement(struct dbc *d)
{
	struct span s = name(d);

	for (size_t i = 0; i < COUNT_OF(statements); i++) {
		if (span_eq(s, span_of(statements[i].word)))
			return (statements[i].fn);
	}
	return (NULL);
}

/* Lines up to one that begins a statement: of one that was wrong. */
static void
recover(struct dbc *d, struct cur start, unsigned line)
{
	struct dbc_item item;
	struct dbc_bad bad;

	d->c = start;
	d->line = line;
	d->more = false;
	for (;;) {
		struct cur was;

		(void)to_line_end(d, &item, &bad);	/* Cannot fail. */
		blanks(d);
		was = d->c;
		line = d->line;
		if (cur_peek(&d->c) < 0)
			return;
		if (statement(d) != NULL) {
			d->c = was;
			d->line = line;
			return;
		}
	}
}

/* The next word or range of the statement at work; RC_MORE: it is over. */
static rc
one_more(struct dbc *d, struct dbc_item *item, struct dbc_bad *bad)
{
	int64_t low, high;

	*item = d->rest;
	if (eat(d, ';')) {
		d->more = false;
		return (RC_MORE);
	}
	if (item->kind == DBC_WORD) {
		if (!whole(d, -(int64_t)ID_MOST, ID_MOST, &item->number) ||
		    !text(d, &item->word) || item->word.n > WORD_MOST)
			return (dbc_wrong(bad, "word", "expected NUMBER \"at "
			    "most 256 bytes\", or ';'"));
		return (RC_OK);
	}
	(void)eat(d, ',');
	if (!whole(d, 0, ID_MOST, &low) || !eat(d, '-') ||
	    !whole(d, low, ID_MOST, &high))
		return (dbc_wrong(bad, "range", "expected LOW-HIGH, or ';'"));
	item->low = (uint32_t)low;
	item->high = (uint32_t)high;
	return (RC_OK);
}

void
dbc_begin(struct dbc *d, struct span in)
{

	*d = (struct dbc){ .c = cur_of(in), .line = 1 };
	/* A byte order mark says nothing. */
	if (span_starts(in, SPAN("\xef\xbb\xbf")))
		(void)cur_take(&d->c, 3);
}

rc
dbc_next(struct dbc *d, struct dbc_item *ret, struct dbc_bad *bad)
{

	for (;;) {
		struct dbc_item item = { .kind = DBC_PASSED };
		statement_fn *fn = NULL;
		struct cur start;
		unsigned line;
		rc r;

		blanks(d);
		if (cur_peek(&d->c) < 0 && !d->more)
			return (RC_NOTFOUND);
		start = d->c;
		line = item.line = d->line;
		if (d->more)
			r = one_more(d, &item, bad);
		else if ((fn = statement(d)) == NULL)
			r = dbc_wrong(bad, "statement", "expected one of the "
			    "DBC format");
		else
			r = fn(d, &item, bad);
		if (r == RC_MALFORMED) {
			bad->line = line;
			recover(d, start, line);
		}
		if (r == RC_MORE)
			continue;
		if (r == RC_OK)
			*ret = item;
		return (r);
	}
}
