/* SPDX-License-Identifier: Apache-2.0 */
/* What differs between two configurations. */
#include "model/config_diff.h"
#include "model/config_value.h"

#define EVERYBODY	((2u << CONFIG_ROLE_COUNT) - 1)

struct diff {
	const struct config	*new;
	config_diff_fn		*fn;
	void			*ctx;
	struct buf		 path, was, is;
	bool			 failed;	/* One of them, once. */
};

/* Was memory short?  Emptied buffers forget it. */
static bool
failed(struct diff *d)
{

	d->failed |= d->path.failed || d->was.failed || d->is.failed;
	return (d->failed);
}

static const char *
value(struct buf *b, const struct config_row *row, const void *at)
{

	buf_clear(b);
	if (!config_value_set(row, at))
		return (NULL);
	config_value_put(b, row, at);
	return (buf_str(b));
}

/* The rows of two structs, the path in d->path up to ${n}. */
static void
rows(struct diff *d, const struct config_section *s, unsigned kinds,
    const char *old, const char *new, size_t n)
{

	for (size_t i = 0; i < s->rows; i++) {
		const struct config_row *row = &s->row[i];
		struct config_change c = { .restart = row->restart,
		    .roles = row->roles };

		if ((row->kinds & kinds) == 0)
			continue;
		d->path.n = n;
		buf_text(&d->path, row->key);
		c.path = buf_str(&d->path);
		c.was = value(&d->was, row, old + row->at);
		c.is = value(&d->is, row, new + row->at);
		if (failed(d))
			return;
		if (span_eq(span_of(c.was), span_of(c.is)))
			continue;
		c.line = config_line(d->new, new + row->at);
		d->fn(d->ctx, &c);
	}
}

static const char *
named(const struct config *c, const struct config_section *s,
    const char *name, unsigned kind)
{
	size_t n;
	const char *entry = config_table_entries(c, s, &n);

	for (size_t i = 0; i < n; i++, entry += s->size)
		if (config_table_kind(s, entry) == kind &&
		    strcmp(config_table_name(s, entry), name) == 0)
			return (entry);
	return (NULL);
}

static void
whole(struct diff *d, const struct config_section *s, const char *entry,
    bool came)
{
	struct config_change c = { .restart = true, .roles = EVERYBODY };

	buf_clear(&d->path);
	buf_fmt(&d->path, "%s.%s", s->path, config_table_name(s, entry));
	c.path = buf_str(&d->path);
	for (size_t i = 0; i < s->rows; i++)
		if (strcmp(s->row[i].key, "kind") == 0) {
			const void *at = entry + s->row[i].at;

			c.was = came ? NULL : value(&d->was, &s->row[i], at);
			c.is = came ? value(&d->is, &s->row[i], at) : NULL;
			c.line = came ? config_line(d->new, at) : 0;
		}
	if (!failed(d))
		d->fn(d->ctx, &c);
}

static void
entries(struct diff *d, const struct config *old,
    const struct config_section *s)
{
	size_t olds, news;
	const char *o = config_table_entries(old, s, &olds);
	const char *e = config_table_entries(d->new, s, &news);

	for (size_t i = 0; i < olds && !failed(d); i++, o += s->size)
		if (named(d->new, s, config_table_name(s, o),
		    config_table_kind(s, o)) == NULL)
			whole(d, s, o, false);
	for (size_t i = 0; i < news && !failed(d); i++, e += s->size) {
		const char *name = config_table_name(s, e);
		unsigned kind = config_table_kind(s, e);

		if ((o = named(old, s, name, kind)) == NULL) {
			whole(d, s, e, true);
			continue;
		}
		buf_clear(&d->path);
		buf_fmt(&d->path, "%s.%s.", s->path, name);
		rows(d, s, kind, o, e, d->path.n);
	}
}

rc
config_diff(const struct config *old, const struct config *new,
    config_diff_fn *fn, void *ctx)
{
	struct diff d = { .new = new, .fn = fn, .ctx = ctx };
	size_t n;
	const struct config_section *s = config_table_sections(&n);

	for (size_t i = 0; i < n && !failed(&d); i++) {
		if (s[i].list) {
			entries(&d, old, &s[i]);
			continue;
		}
		buf_clear(&d.path);
		buf_fmt(&d.path, "%s%s", s[i].path, s[i].path[0] != '\0' ?
		    "." : "");
		rows(&d, &s[i], ~0u, (const char *)old + s[i].at,
		    (const char *)new + s[i].at, d.path.n);
	}
	(void)failed(&d);	/* Sets d.failed. */
	buf_release(&d.path);
	buf_release(&d.was);
	buf_release(&d.is);
	return (d.failed ? RC_NOMEM : RC_OK);
}
