/* SPDX-License-Identifier: Apache-2.0 */
/* Values of the configuration, each type by its functions. */
#include "base/digit.h"
#include "base/suggest.h"
#include "model/config_addr.h"
#include "model/config_value.h"

#define DIGITS_MAX	15		/* Then no product overflows twice. */
#define NAME_MAX_	64

struct unit {
	const char	*name;
	int64_t		 factor;
};

static const struct unit times[] = {
	{ "w", 604800000 }, { "d", 86400000 }, { "h", 3600000 },
	{ "min", 60000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 },
};
static const struct unit sizes[] = {
	{ "TiB", INT64_C(1) << 40 }, { "GiB", 1 << 30 }, { "MiB", 1 << 20 },
	{ "KiB", 1 << 10 }, { "B", 1 },
};

/* What one value is read with. */
struct reading {
	const struct config_row	*row;
	struct span		 text;
	struct arena		*a;
	void			*to;
	struct err		*e;
};

static const struct unit *
units_of(enum config_type type, size_t *n)
{

	*n = type == CONFIG_TIME ? COUNT_OF(times) : type == CONFIG_SIZE ?
	    COUNT_OF(sizes) : 0;
	return (type == CONFIG_TIME ? times : sizes);
}

const char *
config_value_units(enum config_type type, size_t i)
{
	size_t n;
	const struct unit *u = units_of(type, &n);

	return (i < n ? u[i].name : NULL);
}

const char *
config_value_shown(struct span s, char out[CONFIG_VALUE_SHOWN])
{
	size_t n = span_keep(out, CONFIG_VALUE_SHOWN - 1, s);

	/* A character that was cut in two is not shown. */
	if (n < s.n)
		while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
			n--;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)out[i] < 0x20 || out[i] == 0x7f)
			out[i] = '?';
	out[n] = '\0';
	return (out);
}

/* Some values are repeated in the message; what may be a secret is not. */
static rc
unlike(const struct reading *g)
{
	char got[CONFIG_VALUE_SHOWN];

	return (rc_fail(g->e, RC_MALFORMED, 0, "expected %s, got '%s'",
	    config_table_what(g->row->type), config_value_shown(g->text, got)));
}

static rc
unlike_quietly(const struct reading *g)
{

	return (rc_fail(g->e, RC_MALFORMED, 0, "expected %s",
	    config_table_what(g->row->type)));
}

static rc
keep_text(const struct reading *g)
{
	const char *p = arena_copy(g->a, g->text);

	if (p == NULL)
		return (rc_fail(g->e, RC_NOMEM, 0, "reading a setting"));
	memcpy(g->to, &p, sizeof(p));
	return (RC_OK);
}

static rc
read_bool(const struct reading *g)
{
	bool yes = span_eq(g->text, SPAN("true"));

	if (!yes && !span_eq(g->text, SPAN("false")))
		return (unlike(g));
	memcpy(g->to, &yes, sizeof(yes));
	return (RC_OK);
}

/* Digits at the head of ${s}, and what follows them. */
static bool
digits(struct span *s, int64_t *ret)
{
	size_t n = 0;
	int64_t i = 0;

	for (; n < s->n && n <= DIGITS_MAX && s->p[n] >= '0' &&
	    s->p[n] <= '9'; n++)
		i = i * 10 + (s->p[n] - '0');
	if (n == 0 || n > DIGITS_MAX)
		return (false);
	*s = span_from(*s, n);
	*ret = i;
	return (true);
}

static rc
keep_number(const struct reading *g, int64_t i)
{
	struct buf b = { 0 };
	rc r = RC_OK;

	if (i < g->row->least || i > g->row->most) {
		config_value_number(&b, g->row->type, g->row->least);
		buf_text(&b, " to ");
		config_value_number(&b, g->row->type, g->row->most);
		buf_text(&b, ", got ");
		config_value_number(&b, g->row->type, i);
		r = buf_str(&b) == NULL ?
		    rc_fail(g->e, RC_NOMEM, 0, "reading a setting") :
		    rc_fail(g->e, RC_MALFORMED, 0, "expected %s", b.p);
		buf_release(&b);
		return (r);
	}
	memcpy(g->to, &i, sizeof(i));
	return (RC_OK);
}

static rc
read_int(const struct reading *g)
{
	struct span s = g->text;
	int64_t i;

	if (!digits(&s, &i) || s.n != 0)
		return (unlike(g));
	return (keep_number(g, i));
}

static rc
read_measure(const struct reading *g)
{
	struct span s = g->text;
	struct suggest near = SUGGEST_START;
	char got[CONFIG_VALUE_SHOWN];
	size_t n;
	const struct unit *u = units_of(g->row->type, &n);
	int64_t i;

	if (g->row->least == 0 && span_eq(s, SPAN("none")))
		return (keep_number(g, 0));
	if (!digits(&s, &i))
		return (unlike(g));
	if (s.n > 0 && s.p[0] == ' ')
		s = span_from(s, 1);
	for (size_t k = 0; k < n; k++) {
		if (span_eq(s, span_of(u[k].name)))
			return (i > INT64_MAX / u[k].factor ? unlike(g) :
			    keep_number(g, i * u[k].factor));
		suggest_try(&near, s, span_of(u[k].name));
	}
	if (s.n < 2 || near.best.n < 2 || near.far > 1)
		return (unlike(g));
	return (rc_fail(g->e, RC_MALFORMED, 0, "unknown unit '%s' (did you "
	    "mean '%.*s'?)", config_value_shown(s, got), (int)near.best.n,
	    near.best.p));
}

static rc
read_enum(const struct reading *g)
{
	struct suggest near = SUGGEST_START;
	char got[CONFIG_VALUE_SHOWN], all[100];
	size_t n = 0;

	for (int i = 0; g->row->words[i] != NULL; i++) {
		struct span word = span_of(g->row->words[i]);

		if (span_eq(word, g->text)) {
			memcpy(g->to, &i, sizeof(i));
			return (RC_OK);
		}
		suggest_try(&near, g->text, word);
		n += span_keep(all + n, sizeof(all) - n, i > 0 ? SPAN(", ") :
		    SPAN(""));
		n += span_keep(all + n, sizeof(all) - n, word);
	}
	if (near.best.n > 0)
		return (rc_fail(g->e, RC_MALFORMED, 0, "no such word '%s' "
		    "(did you mean '%.*s'?)", config_value_shown(g->text, got),
		    (int)near.best.n, near.best.p));
	return (rc_fail(g->e, RC_MALFORMED, 0, "expected one of %.*s", (int)n,
	    all));
}

static rc
read_name(const struct reading *g)
{

	if (g->text.n > NAME_MAX_ || !config_addr_word(g->text))
		return (unlike_quietly(g));
	return (keep_text(g));
}

static rc
read_path(const struct reading *g)
{

	if (!span_starts(g->text, SPAN("/")))
		return (unlike_quietly(g));
	return (keep_text(g));
}

static rc
read_sum(const struct reading *g)
{

	if (g->text.n != 64)
		return (unlike_quietly(g));
	for (size_t i = 0; i < g->text.n; i++)
		if (digit_hex(g->text.p[i]) < 0 ||
		    (g->text.p[i] >= 'A' && g->text.p[i] <= 'F'))
			return (unlike_quietly(g));
	return (keep_text(g));
}

static rc
read_url(const struct reading *g)
{

	if (!config_addr_url(g->text, NULL))
		return (unlike_quietly(g));
	return (keep_text(g));
}

static rc
read_addr(const struct reading *g)
{
	rc r = config_addr_read(g->text, g->row->type == CONFIG_LISTEN, g->a,
	    g->to);

	if (r == RC_NOMEM)
		return (rc_fail(g->e, r, 0, "reading a setting"));
	return (r == RC_OK ? r : unlike_quietly(g));
}

static rc
read_secret(const struct reading *g)
{
	static const struct {
		const char	*prefix;
		int		 kind;
	} form[] = {
		{ "file:",	 CONFIG_SECRET_FILE },
		{ "credential:", CONFIG_SECRET_CREDENTIAL },
	};
	struct config_secret s = { CONFIG_SECRET_UNSET, NULL };

	for (size_t i = 0; i < COUNT_OF(form); i++) {
		struct span prefix = span_of(form[i].prefix), rest;
		bool file = form[i].kind == CONFIG_SECRET_FILE;

		if (!span_starts(g->text, prefix))
			continue;
		rest = span_from(g->text, prefix.n);
		if (file ? !span_starts(rest, SPAN("/")) :
		    !config_addr_word(rest))
			return (unlike_quietly(g));
		s.kind = file ? CONFIG_SECRET_FILE : CONFIG_SECRET_CREDENTIAL;
		if ((s.name = arena_copy(g->a, rest)) == NULL)
			return (rc_fail(g->e, RC_NOMEM, 0,
			    "reading a setting"));
		memcpy(g->to, &s, sizeof(s));
		return (RC_OK);
	}
	return (rc_fail(g->e, RC_MALFORMED, 0, "a secret is not written here:"
	    " put it in a file that only its user can read and write %s",
	    config_table_what(CONFIG_SECRET)));
}

/* By type; of lists, for one entry. */
static rc (*const readers[CONFIG_TYPE_COUNT])(const struct reading *) = {
	[CONFIG_BOOL] = read_bool,	[CONFIG_INT] = read_int,
	[CONFIG_TIME] = read_measure,	[CONFIG_SIZE] = read_measure,
	[CONFIG_TEXT] = keep_text,	[CONFIG_NAME] = read_name,
	[CONFIG_PATH] = read_path,	[CONFIG_SUM] = read_sum,
	[CONFIG_URL] = read_url,	[CONFIG_LISTEN] = read_addr,
	[CONFIG_REMOTE] = read_addr,	[CONFIG_ENUM] = read_enum,
	[CONFIG_SECRET] = read_secret,	[CONFIG_TEXTS] = keep_text,
	[CONFIG_PATHS] = read_path,	[CONFIG_REMOTES] = read_addr,
};

/* Does a control character, a line's end of Unicode, or what YAML cannot
 * carry begin ${s}? */
static bool
unfit(struct span s)
{
	static const struct {
		const char	*bytes;
		size_t		 n;
	} bad[] = {
		{ "\xe2\x80\xa8", 3 },		/* U+2028 */
		{ "\xe2\x80\xa9", 3 },		/* U+2029 */
		{ "\xef\xbb\xbf", 3 },		/* U+FEFF */
		{ "\xef\xbf\xbe", 3 },		/* U+FFFE */
		{ "\xef\xbf\xbf", 3 },		/* U+FFFF */
	};
	unsigned char c = (unsigned char)s.p[0];

	if (c < 0x20 || c == 0x7f)
		return (true);
	if (c == 0xc2 && s.n > 1 && (unsigned char)s.p[1] < 0xa0)
		return (true);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (span_starts(s, (struct span){ bad[i].bytes, bad[i].n }))
			return (true);
	return (false);
}

/* What holds for a text whatever it stands for. */
static rc
read_one(const struct reading *g)
{

	if (g->text.n == 0 || g->text.n > CONFIG_TEXT_MAX)
		return (rc_fail(g->e, RC_MALFORMED, 0, "expected %s, %s",
		    config_table_what(g->row->type), g->text.n == 0 ?
		    "got nothing" : "got more than 4,096 bytes"));
	for (size_t i = 0; i < g->text.n; i++)
		if (unfit(span_from(g->text, i)))
			return (rc_fail(g->e, RC_MALFORMED, 0,
			    "has a control character in it"));
	return (readers[g->row->type](g));
}

rc
config_value_list(const struct config_row *row, const struct span *text,
    size_t n, struct arena *a, struct config_list *to, struct err *e)
{
	bool addrs = row->type == CONFIG_REMOTES;
	struct config_addr *addr = NULL;
	const char **str = NULL;
	rc r = RC_OK;

	if (addrs)
		addr = arena_take(a, (n + 1) * sizeof(*addr));
	else
		str = arena_take(a, (n + 1) * sizeof(*str));
	if (addr == NULL && str == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "reading a setting"));
	for (size_t i = 0; i < n && r == RC_OK; i++) {
		const struct reading g = { row, text[i], a, addrs ?
		    (void *)&addr[i] : (void *)&str[i], e };

		r = read_one(&g);
		if (r == RC_MALFORMED && e != NULL)
			e->at = i;
	}
	if (r == RC_OK)
		*to = (struct config_list){ str, addr, n };
	return (r);
}

rc
config_value_read(const struct config_row *row, struct span text,
    struct arena *a, void *to, struct err *e)
{
	const struct reading g = { row, text, a, to, e };

	if (config_table_listed(row->type))
		return (config_value_list(row, &text, 1, a, to, e));
	return (read_one(&g));
}

void
config_value_number(struct buf *b, enum config_type type, int64_t i)
{
	size_t n;
	const struct unit *u = units_of(type, &n);

	if (n > 0 && i == 0) {
		buf_text(b, "none");
		return;
	}
	/* The largest that divides it; of two for the same, the first. */
	for (size_t k = 0; k < n; k++)
		if (i % u[k].factor == 0) {
			buf_int(b, i / u[k].factor);
			buf_fmt(b, " %s", u[k].name);
			return;
		}
	buf_int(b, i);
}

/* A text in quotes: whatever is in it, YAML reads it back. */
static void
put_quoted(struct buf *b, const char *s)
{

	buf_json(b, span_of(s));
}

static void
put_list(struct buf *b, const struct config_list *list)
{

	buf_char(b, '[');
	for (size_t i = 0; i < list->n; i++) {
		buf_text(b, i > 0 ? ", " : "");
		put_quoted(b, list->addr != NULL ? list->addr[i].text :
		    list->text[i]);
	}
	buf_char(b, ']');
}

static void
put_secret(struct buf *b, const struct config_secret *s)
{
	struct buf whole = { 0 };

	buf_text(&whole, s->kind == CONFIG_SECRET_FILE ? "file:" :
	    "credential:");
	buf_text(&whole, s->name);
	buf_json(b, buf_span(&whole));
	b->failed |= whole.failed;
	buf_release(&whole);
}

bool
config_value_set(const struct config_row *row, const void *from)
{
	struct config_list list;
	struct config_secret s;
	struct config_addr addr;
	const char *text;

	switch (row->type) {
	case CONFIG_BOOL:
	case CONFIG_INT:
	case CONFIG_TIME:
	case CONFIG_SIZE:
	case CONFIG_ENUM:
		return (true);
	case CONFIG_TEXT:
	case CONFIG_NAME:
	case CONFIG_PATH:
	case CONFIG_SUM:
	case CONFIG_URL:
		memcpy(&text, from, sizeof(text));
		return (text != NULL);
	case CONFIG_LISTEN:
	case CONFIG_REMOTE:
		memcpy(&addr, from, sizeof(addr));
		return (addr.kind != CONFIG_ADDR_UNSET);
	case CONFIG_SECRET:
		memcpy(&s, from, sizeof(s));
		return (s.kind != CONFIG_SECRET_UNSET);
	case CONFIG_TEXTS:
	case CONFIG_PATHS:
	case CONFIG_REMOTES:
		memcpy(&list, from, sizeof(list));
		return (list.text != NULL || list.addr != NULL);
	case CONFIG_TYPE_COUNT:
		break;
	}
	return (false);
}

/* A member whose type is known from its row. */
#define AT(type, from)	(*(const type *)(from))

void
config_value_put(struct buf *b, const struct config_row *row,
    const void *from)
{

	switch (row->type) {
	case CONFIG_BOOL:
		buf_text(b, AT(bool, from) ? "true" : "false");
		break;
	case CONFIG_INT:
	case CONFIG_TIME:
	case CONFIG_SIZE:
		config_value_number(b, row->type, AT(int64_t, from));
		break;
	case CONFIG_ENUM:
		buf_text(b, row->words[AT(int, from)]);
		break;
	case CONFIG_TEXT:
	case CONFIG_NAME:
	case CONFIG_PATH:
	case CONFIG_SUM:
	case CONFIG_URL:
		put_quoted(b, *(const char *const *)from);
		break;
	case CONFIG_LISTEN:
	case CONFIG_REMOTE:
		put_quoted(b, AT(struct config_addr, from).text);
		break;
	case CONFIG_SECRET:
		put_secret(b, &AT(struct config_secret, from));
		break;
	case CONFIG_TEXTS:
	case CONFIG_PATHS:
	case CONFIG_REMOTES:
		put_list(b, &AT(struct config_list, from));
		break;
	case CONFIG_TYPE_COUNT:
		break;
	}
}
