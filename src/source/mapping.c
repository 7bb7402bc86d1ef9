/* SPDX-License-Identifier: Apache-2.0 */
/* Mappings: rows in, event lines out. */
#include "base/cur.h"
#include "base/json.h"
#include "base/mem.h"
#include "source/mapping_apply.h"

const char *
mapping_help(const struct mapping *m)
{

	return (m->help);
}

enum mapping_format
mapping_format(const struct mapping *m)
{

	return (m->format);
}

bool
mapping_ordered(const struct mapping *m)
{

	return (!m->unordered);
}

void
mapping_start(struct mapping *m, int64_t ms)
{

	m->start_ms = ms;
	m->started = true;
}

bool
mapping_headed(const struct mapping *m)
{
	const char *const *names;
	size_t n = 0;

	if (m->pattern == NULL)
		return (false);
	names = logline_names(m->pattern, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], "program") == 0)
			return (true);
	return (false);
}

void
mapping_tell_left(struct mapping *m, bool on)
{

	m->tell_left = on;
}

void
mapping_begin(struct mapping *m)
{

	m->awaits = m->format == MAPPING_CSV || m->format == MAPPING_TEXT;
}

bool
mapping_awaits(const struct mapping *m)
{

	return (m->awaits && m->format == MAPPING_CSV && m->column == NULL);
}

/* Where the cells are that the mapping names. */
static void
resolve(struct mapping *m)
{

	for (size_t i = 0; i < m->refs; i++)
		m->ref[i].cell = m->ref[i].star ? ROW_NONE :
		    row_find(&m->row, m->ref[i].path, m->ref[i].hash);
}

/* The names of the columns are known: are all there that are needed? */
static rc
named(struct mapping *m, const struct span *name, size_t n, struct err *e)
{
	rc rv = row_columns(&m->row, name, n);

	if (rv == RC_CONFLICT) {
		struct span twice = m->row.cell[m->row.n - 1].path;

		return (rc_fail(e, RC_MALFORMED, m->row.n,
		    "two columns are named '%.*s'", (int)twice.n, twice.p));
	}
	if (rv != RC_OK)
		return (rc_fail(e, rv, m->row.n + 1, "column %zu: %s",
		    m->row.n + 1, rv == RC_MALFORMED ? "its name is too long "
		    "or no UTF-8" : rc_text(rv)));
	resolve(m);
	for (size_t i = 0; i < m->refs; i++) {
		struct suggest near = SUGGEST_START;
		struct span path = m->ref[i].path;

		if (!m->ref[i].needed || m->ref[i].star ||
		    m->ref[i].cell != ROW_NONE)
			continue;
		for (size_t k = 0; k < n; k++)
			suggest_try(&near, path, name[k]);
		return (rc_fail(e, RC_MALFORMED, 1,
		    "no column '%.*s'%s%.*s%s", (int)path.n, path.p,
		    near.best.n > 0 ? "; the nearest is '" : "",
		    (int)near.best.n, near.best.p,
		    near.best.n > 0 ? "'" : ""));
	}
	m->awaits = false;
	return (RC_OK);
}

/* Room for unescaped cells: a row's bytes. */
static char *
cut_room(struct mapping *m, struct span row)
{

	buf_clear(&m->cut);
	buf_put(&m->cut, row);
	buf_char(&m->cut, '\0');
	return (m->cut.failed ? NULL : m->cut.p);
}

static bool
all_blank(struct span s)
{

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\t')
			return (false);
	return (true);
}

/* A row with more or fewer cells than columns; what is wrong, or NULL. */
static const char *
count(const struct mapping *m, const struct span *cell, size_t n)
{

	if (n < m->row.n)
		return (m->missing ? NULL : "fewer cells than columns");
	for (size_t i = m->row.n; i < n; i++)
		if (m->extra == MAPPING_EXTRA_REFUSE ||
		    (m->extra == MAPPING_EXTRA_EMPTY && !all_blank(cell[i])))
			return ("more cells than columns");
	return (NULL);
}

static rc
feed_csv(struct mapping *m, struct mapping_apply *a, struct err *e)
{
	struct span cell[CSV_CELLS_MAX];
	struct err mine = { 0 };
	char *room = cut_room(m, a->text);
	const char *wrong;
	size_t n;
	rc rv;

	if (room == NULL)
		return (RC_NOMEM);
	if (m->awaits && m->column != NULL &&
	    (rv = named(m, m->column, m->columns, e)) != RC_OK)
		return (rv);
	if (csv_cut(&m->csv, a->text, room, cell, &n, &mine) != RC_OK) {
		if (m->awaits)
			return (rc_fail(e, RC_MALFORMED, mine.at,
			    "header: %s", mine.what));
		mapping_apply_bad(a, mine.at <= m->row.n ?
		    m->row.cell[mine.at - 1].path : SPAN(""),
		    mine.code == RC_LIMIT ? "too many cells" :
		    "quotes that do not match in the line",
		    span_of(mine.what));
		return (RC_OK);
	}
	if (m->awaits)
		return (named(m, cell, n, e));
	if ((wrong = count(m, cell, n)) != NULL) {
		(void)rc_fail(&mine, RC_MALFORMED, 0,
		    "%zu cells for %zu columns", n, m->row.n);
		mapping_apply_bad(a, n < m->row.n ? m->row.cell[n].path :
		    SPAN(""), wrong, span_of(mine.what));
		return (RC_OK);
	}
	row_blank(&m->row);
	for (size_t i = 0; i < n && i < m->row.n; i++)
		m->row.cell[i].v = (struct value){ .type = VALUE_TEXT,
		    .p = cell[i].p, .n = (uint32_t)cell[i].n };
	return (mapping_apply_row(a));
}

static rc
feed_text(struct mapping *m, struct mapping_apply *a, struct err *e)
{
	struct logline_cell cell[LOGLINE_PARTS];
	struct span name[LOGLINE_PARTS];
	struct err mine = { 0 };
	char *room = cut_room(m, a->text);
	size_t n;
	rc rv;

	if (room == NULL)
		return (RC_NOMEM);
	if (m->awaits) {
		const char *const *names = logline_names(m->pattern, &n);

		for (size_t i = 0; i < n; i++)
			name[i] = span_of(names[i]);
		for (size_t i = 0; i < m->refs; i++)
			m->ref[i].needed = false;	/* Checked at load. */
		if ((rv = named(m, name, n, e)) != RC_OK)
			return (rv);
	}
	if (logline_cut(m->pattern, a->text, room, cell, &n, &mine) !=
	    RC_OK) {
		struct span what = span_of(mine.what), part = what;
		const char *blank = memchr(what.p, ' ', what.n);

		part.n = blank != NULL ? (size_t)(blank - what.p) : 0;
		mapping_apply_bad(a, part, "not of the pattern", what);
		return (RC_OK);
	}
	row_blank(&m->row);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m->row.n; k++)
			if (span_eq(m->row.cell[k].path, cell[i].name))
				m->row.cell[k].v = (struct value){
				    .type = VALUE_TEXT, .p = cell[i].text.p,
				    .n = (uint32_t)cell[i].text.n };
	return (mapping_apply_row(a));
}

/* One object. */
static rc
feed_object(struct mapping *m, struct mapping_apply *a, struct span text)
{
	struct err mine = { 0 };
	rc rv = row_json(&m->row, text, &mine);

	if (rv == RC_NOMEM)
		return (rv);
	if (rv != RC_OK) {
		mapping_apply_bad(a, SPAN(""), rv == RC_CONFLICT ?
		    "a key twice in an object" : rv == RC_LIMIT ?
		    "JSON over the limits" : "not a JSON object",
		    span_of(mine.what));
		return (RC_OK);
	}
	resolve(m);
	return (mapping_apply_row(a));
}

/* An object, or an array of them: senders batch. */
static rc
feed_json(struct mapping *m, struct mapping_apply *a)
{
	struct cur c = cur_of(a->text);
	struct span rest, one;
	rc rv;

	while (cur_eat(&c, ' ') || cur_eat(&c, '\t'))
		;
	if (cur_peek(&c) != '[')
		return (feed_object(m, a, a->text));
	rest = span_from(a->text, c.at);
	while ((rv = json_element_next(&rest, &one, NULL)) == RC_OK)
		if ((rv = feed_object(m, a, one)) != RC_OK)
			return (rv);
	if (rv != RC_NOTFOUND || !all_blank(rest))
		mapping_apply_bad(a, SPAN(""), "not a JSON object",
		    SPAN("an array that does not end well"));
	return (RC_OK);
}

rc
mapping_feed(struct mapping *m, struct span row, uint64_t number,
    struct buf *out, mapping_note_fn *note, void *ctx, struct err *e)
{
	struct mapping_apply a = { .m = m, .text = row, .number = number,
	    .out = out, .note = note, .ctx = ctx };
	rc rv = RC_MALFORMED;

	switch (m->format) {
	case MAPPING_CSV:
		rv = feed_csv(m, &a, e);
		break;
	case MAPPING_TEXT:
		rv = feed_text(m, &a, e);
		break;
	case MAPPING_JSON_LINES:
	case MAPPING_JSON_ARRAY:
		rv = feed_json(m, &a);
		break;
	}
	if (rv == RC_NOMEM)
		return (rc_fail(e, rv, 0, "mapping a row"));
	return (rv);
}

void
mapping_free(struct mapping *m)
{

	if (m == NULL)
		return;
	row_release(&m->row);
	buf_release(&m->first);
	buf_release(&m->rest);
	buf_release(&m->id);
	buf_release(&m->text);
	buf_release(&m->room[0]);
	buf_release(&m->room[1]);
	buf_release(&m->cut);
	mem_free(m->ref);
	arena_release(&m->mem);
	mem_free(m);
}
