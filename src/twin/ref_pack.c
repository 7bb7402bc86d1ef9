/* SPDX-License-Identifier: Apache-2.0 */
/* The registers of reference state as bytes. */
#include "model/value_pack.h"
#include "twin/ref_pack.h"
#include "twin/ref_rows.h"

static void
version_save(struct buf *b, const struct ref_row *row,
    const struct version *v)
{
	const struct table *t = tables_row((enum table_id)row->table);

	pack_int(b, v->from);
	pack_int(b, v->to);
	pack_uint(b, v->pos);
	pack_bool(b, v->reset);
	pack_uint(b, v->live);
	pack_uint(b, (unsigned)__builtin_popcount(v->said));
	for (unsigned i = 0; i < t->n; i++) {
		const struct value *w = ref_version_value(v, i);

		if (w == NULL)
			continue;
		pack_uint(b, t->first + i);
		value_pack_put(b, w);
	}
}

/* Its versions, oldest first, as they will be put again. */
static void
row_save(struct buf *b, const struct ref_row *row)
{
	const struct version *v, *last = NULL;

	pack_span(b, (struct span){ row->path, row->tenant_n });
	pack_span(b, ref_key(row));
	pack_uint(b, row->versions);
	while (last != row->newest) {
		v = row->newest;
		while (v != NULL && v->older != last)
			v = v->older;
		BUG_IF(v == NULL);
		version_save(b, row, v);
		last = v;
	}
}

static void
armings_save(const struct ref *r, struct buf *b)
{
	unsigned n = 0;

	for (const struct arming *a = r->arming; a != NULL; a = a->next)
		n++;
	pack_uint(b, n);
	/* From the last on: reading puts each in front.  They are few. */
	for (unsigned i = n; i > 0; i--) {
		const struct arming *a = r->arming;

		for (unsigned k = 1; k < i; k++)
			a = a->next;
		pack_span(b, (struct span){ a->tenant, a->n });
		pack_uint(b, TABLE_COUNT);
		for (unsigned t = 0; t < TABLE_COUNT; t++) {
			pack_text(b, tables_row((enum table_id)t)->name);
			pack_uint(b, a->pos[t]);
		}
	}
}

void
ref_pack_put(struct ref *r, struct buf *b)
{

	ref_settle(r);
	pack_uint(b, COLUMN_COUNT);
	for (unsigned i = 0; i < COLUMN_COUNT; i++) {
		const struct column *c = tables_column((enum column_id)i);

		pack_text(b, tables_row(c->table)->name);
		pack_text(b, c->name);
	}
	armings_save(r, b);
	pack_uint(b, r->forgotten);
	for (unsigned t = 0; t < TABLE_COUNT; t++) {
		if (r->age[t].n == 0)
			continue;
		pack_text(b, tables_row((enum table_id)t)->name);
		pack_uint(b, r->age[t].n);
		for (uint32_t n = r->age[t].oldest; n != REF_NOBODY;
		    n = r->row[n]->newer)
			row_save(b, r->row[n]);
	}
	pack_text(b, "");
}

/* What the columns of the file are called here; COLUMN_COUNT: no more. */
struct columns {
	enum column_id	*to;
	size_t		 n;
};

static rc
columns_load(struct cur *c, struct arena *arena, struct columns *ret)
{

	ret->n = pack_get_count(c, 2);
	if ((ret->to = arena_take(arena, ret->n * sizeof(*ret->to))) == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < ret->n; i++) {
		enum table_id t = tables_find(pack_get_span(c));
		struct span name = pack_get_span(c);

		ret->to[i] = t != TABLE_COUNT ? tables_find_column(t, name) :
		    COLUMN_COUNT;
	}
	return (RC_OK);
}

static rc
armings_load(struct ref *r, struct cur *c)
{
	size_t n = pack_get_count(c, 2);

	for (size_t i = 0; i < n && cur_ok(c); i++) {
		struct span tenant = pack_get_span(c);
		size_t tables = pack_get_count(c, 2);
		struct arming *a;

		if (tenant.n > REF_TENANT_MAX)
			return (RC_MALFORMED);
		if ((a = ref_arming(r, tenant)) == NULL)
			return (RC_NOMEM);
		for (size_t k = 0; k < tables; k++) {
			enum table_id t = tables_find(pack_get_span(c));
			uint64_t pos = pack_get_uint(c);

			if (t != TABLE_COUNT)
				a->pos[t] = pos;
		}
	}
	return (RC_OK);
}

/* A value that its column holds; anything else would surprise a reader. */
static bool
suits(const struct column *c, const struct value *v)
{

	if (!c->array)
		return (v->type == c->type);
	if (v->type != VALUE_ARRAY)
		return (false);
	for (uint32_t i = 0; i < v->n; i++)
		if (v->member[i].type != c->type)
			return (false);
	return (true);
}

static rc
version_load(struct ref *r, struct cur *c, const struct columns *columns,
    struct ref_change *ch, struct arena *arena)
{
	const struct table *t = tables_row(ch->table);
	size_t n;
	rc rv;

	ch->from = pack_get_int(c);
	ch->to = pack_get_int(c);
	ch->pos = pack_get_uint(c);
	ch->reset = pack_get_bool(c);
	ch->live = (enum ref_live)pack_get_upto(c, REF_GONE);
	memset(ch->value, 0, sizeof(ch->value));
	n = pack_get_count(c, 2);
	for (size_t i = 0; i < n; i++) {
		uint64_t at = pack_get_uint(c);
		enum column_id id = at < columns->n ? columns->to[at] :
		    COLUMN_COUNT;
		struct value v;

		if ((rv = value_pack_get(c, arena, &v)) != RC_OK)
			return (rv);
		if (id != COLUMN_COUNT && tables_column(id)->table ==
		    ch->table && suits(tables_column(id), &v))
			ch->value[id - t->first] = v;
		else if (at >= columns->n || id != COLUMN_COUNT)
			pack_bad(c);
	}
	return (cur_ok(c) ? ref_put(r, ch) : RC_MALFORMED);
}

static rc
rows_load(struct ref *r, struct cur *c, const struct columns *columns,
    enum table_id table, struct arena *arena)
{
	size_t n = pack_get_count(c, 3);
	rc rv = RC_OK;

	for (size_t i = 0; i < n && rv == RC_OK; i++) {
		struct ref_change ch = { .table = table };
		size_t versions;

		ch.tenant = pack_get_span(c);
		ch.key = pack_get_span(c);
		versions = pack_get_count(c, 5);
		if (versions > REF_VERSIONS)
			return (RC_MALFORMED);
		for (size_t k = 0; k < versions && rv == RC_OK; k++)
			rv = version_load(r, c, columns, &ch, arena);
	}
	return (rv);
}

rc
ref_pack_get(struct ref *r, struct cur *c, struct arena *arena)
{
	struct columns columns;
	uint64_t forgotten;
	rc rv;

	if ((rv = columns_load(c, arena, &columns)) != RC_OK ||
	    (rv = armings_load(r, c)) != RC_OK)
		return (rv);
	forgotten = pack_get_uint(c);
	while (rv == RC_OK && cur_ok(c)) {
		struct span name = pack_get_span(c);
		enum table_id t = tables_find(name);

		if (name.n == 0)
			break;
		if (t == TABLE_COUNT)
			return (RC_MALFORMED);
		rv = rows_load(r, c, &columns, t, arena);
	}
	r->forgotten = forgotten;
	if (rv == RC_LIMIT || (rv == RC_OK && !cur_ok(c)))
		return (RC_MALFORMED);
	return (rv);
}
