/* SPDX-License-Identifier: Apache-2.0 */
/* The registers of reference state. */
#include "base/hash.h"
#include "base/mem.h"
#include "twin/grids.h"
#include "twin/ref_rows.h"

#define LINE		64		/* Bytes the cache takes at once. */

static const struct value absent;

static struct span
path_of(const void *owner, uint32_t at)
{
	const struct ref *r = owner;

	return ((struct span){ r->row[at]->path, r->row[at]->path_n });
}

rc
ref_new(size_t max, struct ref **ret)
{
	struct ref *r = mem_new(sizeof(*r));

	if (r == NULL)
		return (RC_NOMEM);
	r->max = max;
	map_init(&r->by_path, path_of, r);
	for (unsigned t = 0; t < TABLE_COUNT; t++) {
		posting_init(&r->by_value[t]);
		r->age[t] = (struct age){ REF_NOBODY, REF_NOBODY, 0 };
	}
	*ret = r;
	return (RC_OK);
}

void
ref_free(struct ref *r)
{
	struct arming *a;
	struct version *v;

	if (r == NULL)
		return;
	for (size_t i = 0; i < r->rows; i++) {
		while (r->row[i] != NULL && (v = r->row[i]->newest) != NULL) {
			r->row[i]->newest = v->older;
			mem_free(v);
		}
		mem_free(r->row[i]);
	}
	while ((a = r->arming) != NULL) {
		r->arming = a->next;
		mem_free(a);
	}
	map_release(&r->by_path);
	for (unsigned t = 0; t < TABLE_COUNT; t++)
		posting_release(&r->by_value[t]);
	mem_free(r->row);
	mem_free(r->free);
	mem_free(r->pending);
	mem_free(r);
}

/* What a map has it under. */
struct path {
	char	p[REF_TENANT_MAX + REF_KEY_MAX + 3];
};

/*
 * Tenants and ids hold no line feed: the text hygiene takes it out.  What is
 * too long to have been put makes an empty one, which nothing is under.
 */
static struct span
path_make(struct path *path, struct span tenant, unsigned part,
    struct span key)
{
	char *p = path->p;

	if (tenant.n > REF_TENANT_MAX || key.n > REF_KEY_MAX)
		return ((struct span){ p, 0 });
	if (tenant.n > 0)
		memcpy(p, tenant.p, tenant.n);
	p += tenant.n;
	*p++ = '\n';
	*p++ = (char)(part + 1);
	*p++ = '\n';
	if (key.n > 0)
		memcpy(p, key.p, key.n);
	return ((struct span){ path->p, (size_t)(p - path->p) + key.n });
}

static struct arming *
arming_of(const struct ref *r, struct span tenant)
{
	struct arming *a = r->arming;

	while (a != NULL &&
	    !span_eq((struct span){ a->tenant, a->n }, tenant))
		a = a->next;
	return (a);
}

struct arming *
ref_arming(struct ref *r, struct span tenant)
{
	struct arming *a = mem_new(sizeof(*a) + tenant.n);

	if (a == NULL)
		return (NULL);
	a->n = tenant.n;
	if (a->n > 0)
		memcpy(a->tenant, tenant.p, a->n);
	a->next = r->arming;
	r->arming = a;
	return (a);
}

static rc
arm(struct ref *r, const struct ref_change *c)
{
	struct arming *a = arming_of(r, c->tenant);

	if (a == NULL && (a = ref_arming(r, c->tenant)) == NULL)
		return (RC_NOMEM);
	if (a->pos[c->table] == 0)
		a->pos[c->table] = c->pos;
	return (RC_OK);
}

static void
age_out(struct ref *r, struct ref_row *row)
{
	struct age *a = &r->age[row->table];

	if (!row->listed)
		return;
	*(row->newer != REF_NOBODY ? &r->row[row->newer]->older : &a->newest) =
	    row->older;
	*(row->older != REF_NOBODY ? &r->row[row->older]->newer : &a->oldest) =
	    row->newer;
	row->listed = false;
	a->n--;
}

static void
age_in(struct ref *r, struct ref_row *row)
{
	struct age *a = &r->age[row->table];

	row->newer = REF_NOBODY;
	row->older = a->newest;
	*(a->newest != REF_NOBODY ? &r->row[a->newest]->newer : &a->oldest) =
	    row->number;
	a->newest = row->number;
	row->listed = true;
	a->n++;
}

static rc
pend(struct ref *r, struct ref_row *row)
{

	if (row->pending)
		return (RC_OK);
	if (!mem_room(&r->pending, r->pendings, &r->pending_cap,
	    sizeof(*r->pending)))
		return (RC_NOMEM);
	r->pending[r->pendings++] = row->number;
	row->pending = true;
	return (RC_OK);
}

/* Readers after this change no longer see the row. */
static rc
forget(struct ref *r, struct ref_row *row, uint64_t pos)
{
	rc rv = pend(r, row);

	if (rv != RC_OK)
		return (rv);
	row->forgot = pos;
	age_out(r, row);
	r->forgotten++;
	return (RC_OK);
}

static rc
row_number(struct ref *r, uint32_t *ret)
{

	if (r->frees > 0) {
		*ret = r->free[--r->frees];
		return (RC_OK);
	}
	/* Room to give it back, too. */
	if (!mem_room(&r->row, r->rows, &r->row_cap, sizeof(*r->row)) ||
	    !mem_room(&r->free, r->rows, &r->free_cap, sizeof(*r->free)))
		return (RC_NOMEM);
	*ret = (uint32_t)r->rows++;
	r->row[*ret] = NULL;
	return (RC_OK);
}

static rc
row_new(struct ref *r, const struct ref_change *c, struct span path,
    struct ref_row **ret)
{
	struct ref_row *row = mem_new(sizeof(*row) + path.n);
	rc rv = row != NULL ? row_number(r, &row->number) : RC_NOMEM;

	if (rv != RC_OK)
		goto out;
	row->table = (uint8_t)c->table;
	row->tenant_n = (uint16_t)c->tenant.n;
	row->path_n = (uint32_t)path.n;
	memcpy(row->path, path.p, path.n);
	r->row[row->number] = row;
	if ((rv = map_put(&r->by_path, path, row->number)) != RC_OK) {
		r->row[row->number] = NULL;
		r->free[r->frees++] = row->number;
		goto out;
	}
	r->bytes += sizeof(*row) + path.n;
	*ret = row;
	row = NULL;
out:
	mem_free(row);
	return (rv);
}

/* The row of ${c}, at the young end of its table. */
static rc
row_for(struct ref *r, const struct ref_change *c, struct ref_row **ret)
{
	struct age *a = &r->age[c->table];
	struct path path;
	struct span key = path_make(&path, c->tenant, c->table, c->key);
	uint32_t at = map_get(&r->by_path, key);
	struct ref_row *row;
	rc rv;

	if (at != MAP_NONE)
		row = r->row[at];
	else if ((rv = row_new(r, c, key, &row)) != RC_OK)
		return (rv);
	age_out(r, row);
	age_in(r, row);
	*ret = row;
	return (a->n > r->max ? forget(r, r->row[a->oldest], c->pos) : RC_OK);
}

static size_t
text_bytes(const struct value *v)
{
	size_t n = 0;

	if (v->type == VALUE_TEXT)
		return (v->n);
	if (v->type != VALUE_ARRAY)
		return (0);
	for (uint32_t i = 0; i < v->n; i++)
		n += sizeof(*v) + v->member[i].n;
	return (n);
}

static char *
text_copy(struct value *v, char *p)
{

	if (v->n > 0)
		memcpy(p, v->p, v->n);
	v->p = p;
	return (p + v->n);
}

/* Members stand before all texts, so that they are aligned. */
static void
values_copy(struct version *v, const struct value *from, unsigned n)
{
	struct value *to = v->value, *member;
	unsigned k = 0;
	char *p;

	for (unsigned i = 0; i < n; i++)
		if (from[i].type != VALUE_ABSENT)
			to[k++] = from[i];
	member = to + k;
	for (unsigned i = 0; i < k; i++) {
		if (to[i].type != VALUE_ARRAY)
			continue;
		if (to[i].n > 0)
			memcpy(member, to[i].member, to[i].n * sizeof(*to));
		to[i].member = member;
		member += to[i].n;
	}
	p = (char *)member;
	/* All values lie in a row now, arrays' members behind the others. */
	for (struct value *w = to; w < member; w++)
		if (w->type == VALUE_TEXT)
			p = text_copy(w, p);
}

static struct version *
version_new(const struct ref_change *c)
{
	unsigned n = tables_row(c->table)->n;
	size_t bytes = sizeof(struct version);
	struct version *v;
	uint16_t said = 0;

	for (unsigned i = 0; i < n; i++) {
		if (c->value[i].type == VALUE_ABSENT)
			continue;
		said |= (uint16_t)(1u << i);
		bytes += sizeof(*c->value) + text_bytes(&c->value[i]);
	}
	if ((v = mem_new(bytes)) == NULL)
		return (NULL);
	v->from = c->from;
	v->to = c->to;
	v->pos = c->pos;
	v->bytes = (uint32_t)bytes;
	v->said = said;
	v->reset = c->reset;
	v->live = (uint8_t)c->live;
	values_copy(v, c->value, n);
	return (v);
}

/* Is the row found by what ${v} says of its column ${i}? */
static bool
indexes(const struct ref_row *row, const struct version *v, unsigned i)
{
	const struct value *w = ref_version_value(v, i);

	return (w != NULL && w->type == VALUE_TEXT &&
	    tables_column(tables_row((enum table_id)row->table)->first +
	    i)->indexed);
}

/* Where the index has the rows with that value. */
static struct span
value_path(struct path *path, const struct ref_row *row,
    const struct version *v, unsigned i)
{

	return (path_make(path, (struct span){ row->path, row->tenant_n },
	    TABLE_COUNT + tables_row((enum table_id)row->table)->first + i,
	    value_text(ref_version_value(v, i))));
}

/* Which cells what ${v} says is in: a set of a zone says all of it. */
static unsigned
cells_said(const struct ref_row *row, const struct version *v,
    struct grids_cell cell[GRIDS_MOST])
{
	static const enum column_id column[] = { COLUMN_zone_lat,
	    COLUMN_zone_lon, COLUMN_zone_radius_m };
	const unsigned first = tables_row(TABLE_zone)->first;
	double num[COUNT_OF(column)];

	if (row->table != TABLE_zone)
		return (0);
	for (size_t i = 0; i < COUNT_OF(column); i++) {
		const struct value *w = ref_version_value(v,
		    column[i] - first);

		if (w == NULL || !value_number(w, &num[i]))
			return (0);
	}
	return (grids_of(num[0], num[1], num[2], cell));
}

/* Where the index has the zones of a cell. */
static struct span
cell_path(struct path *path, struct span tenant,
    const struct grids_cell *cell)
{

	return (path_make(path, tenant, TABLE_COUNT + COLUMN_COUNT,
	    (struct span){ (const char *)cell, sizeof(*cell) }));
}

static rc
index_cells(struct ref *r, const struct ref_row *row,
    const struct version *v)
{
	struct grids_cell cell[GRIDS_MOST];
	unsigned n = cells_said(row, v, cell);
	struct path path;
	rc rv = RC_OK;

	for (unsigned i = 0; i < n && rv == RC_OK; i++) {
		r->grids |= (uint8_t)(1u << cell[i].grid);
		rv = posting_put(&r->by_value[TABLE_zone], cell_path(&path,
		    (struct span){ row->path, row->tenant_n }, &cell[i]),
		    row->number);
	}
	return (rv);
}

static rc
index_version(struct ref *r, const struct ref_row *row,
    const struct version *v)
{
	unsigned n = tables_row((enum table_id)row->table)->n;
	struct path path;
	struct span key;
	rc rv = index_cells(r, row, v);

	for (unsigned i = 0; i < n && rv == RC_OK; i++) {
		if (!indexes(row, v, i))
			continue;
		key = value_path(&path, row, v, i);
		if (key.n > 0)
			rv = posting_put(&r->by_value[row->table], key,
			    row->number);
	}
	return (rv);
}

static void
link_in(struct ref *r, struct ref_row *row, struct version *v)
{
	struct version **at = &row->newest;

	while (*at != NULL && (*at)->from > v->from)
		at = &(*at)->older;
	v->older = *at;
	*at = v;
	row->versions++;
	r->bytes += v->bytes;
}

rc
ref_put(struct ref *r, const struct ref_change *c)
{
	struct version *v;
	struct ref_row *row;
	rc rv;

	if (c->tenant.n > REF_TENANT_MAX || c->key.n > REF_KEY_MAX)
		return (RC_LIMIT);
	if ((rv = arm(r, c)) != RC_OK || (rv = row_for(r, c, &row)) != RC_OK)
		return (rv);
	if ((v = version_new(c)) == NULL)
		return (RC_NOMEM);
	if ((rv = index_version(r, row, v)) != RC_OK ||
	    (row->versions >= REF_VERSIONS && (rv = pend(r, row)) != RC_OK)) {
		mem_free(v);
		return (rv);
	}
	link_in(r, row, v);
	return (RC_OK);
}

/* Does another version of the row say the same of column ${i}? */
static bool
said_elsewhere(const struct ref_row *row, const struct version *v, unsigned i)
{
	struct span text = value_text(ref_version_value(v, i));

	for (const struct version *o = row->newest; o != NULL; o = o->older) {
		const struct value *w = o != v ? ref_version_value(o, i) : NULL;

		if (w != NULL && w->type == VALUE_TEXT &&
		    span_eq(value_text(w), text))
			return (true);
	}
	return (false);
}

/* Does another version of the row lie in that cell? */
static bool
cell_elsewhere(const struct ref_row *row, const struct version *v,
    const struct grids_cell *cell)
{
	struct grids_cell other[GRIDS_MOST];

	for (const struct version *o = row->newest; o != NULL; o = o->older) {
		unsigned n = o != v ? cells_said(row, o, other) : 0;

		for (unsigned i = 0; i < n; i++)
			if (memcmp(&other[i], cell, sizeof(*cell)) == 0)
				return (true);
	}
	return (false);
}

static void
drop_cells(struct ref *r, const struct ref_row *row, const struct version *v)
{
	struct grids_cell cell[GRIDS_MOST];
	unsigned n = cells_said(row, v, cell);
	struct path path;

	for (unsigned i = 0; i < n; i++)
		if (!cell_elsewhere(row, v, &cell[i]))
			posting_drop(&r->by_value[TABLE_zone],
			    cell_path(&path, (struct span){ row->path,
			    row->tenant_n }, &cell[i]), row->number);
}

/* Take the version at ${at} out. */
static void
version_drop(struct ref *r, struct ref_row *row, struct version **at)
{
	const struct table *t = tables_row((enum table_id)row->table);
	struct version *v = *at;
	struct path path;

	for (unsigned i = 0; i < t->n; i++)
		if (indexes(row, v, i) && !said_elsewhere(row, v, i))
			posting_drop(&r->by_value[row->table],
			    value_path(&path, row, v, i), row->number);
	drop_cells(r, row, v);
	*at = v->older;
	row->versions--;
	r->bytes -= v->bytes;
	mem_free(v);
}

static void
row_settle(struct ref *r, struct ref_row *row)
{
	struct version **at = &row->newest;
	unsigned n = 0;

	row->pending = false;
	while (*at != NULL) {
		if ((*at)->pos <= row->forgot || n == REF_VERSIONS)
			version_drop(r, row, at);
		else {
			at = &(*at)->older;
			n++;
		}
	}
	if (n > 0)
		return;
	map_drop(&r->by_path, path_of(r, row->number));
	r->bytes -= sizeof(*row) + row->path_n;
	r->row[row->number] = NULL;
	r->free[r->frees++] = row->number;
	mem_free(row);
}

void
ref_settle(struct ref *r)
{

	for (size_t i = 0; i < r->pendings; i++)
		row_settle(r, r->row[r->pending[i]]);
	r->pendings = 0;
}

bool
ref_armed(const struct ref *r, struct span tenant, enum table_id table,
    const struct ref_at *at)
{
	const struct arming *a = arming_of(r, tenant);

	return (a != NULL && a->pos[table] != 0 && a->pos[table] < at->pos);
}

const struct ref_row *
ref_find(const struct ref *r, struct span tenant, enum table_id table,
    struct span key)
{
	struct path path;
	uint32_t at = map_get(&r->by_path, path_make(&path, tenant, table,
	    key));
	const struct ref_row *row = at == MAP_NONE ? NULL : r->row[at];

	if (UNLIKELY(r->watch != NULL))
		r->watch(r->watcher, &(struct ref_asked){ table, COLUMN_COUNT,
		    key, row });
	return (row);
}

uint64_t
ref_hash(const struct ref *r, struct span tenant, enum table_id table,
    struct span key)
{
	struct path path;

	return (key.n == 0 || r->age[table].n == 0 ? 0 :
	    hash_64(path_make(&path, tenant, table, key)));
}

void
ref_hint(const struct ref *r, uint64_t hash)
{

	if (hash != 0)
		map_prefetch(&r->by_path, hash);
}

void
ref_foresee(const struct ref *r, uint64_t hash)
{
	size_t probe = 0;
	uint32_t at = hash != 0 ? map_like(&r->by_path, hash, &probe) :
	    MAP_NONE;

	if (at == MAP_NONE)
		return;
	__builtin_prefetch(r->row[at]);
	__builtin_prefetch((const char *)r->row[at] + LINE);
}

void
ref_watch(struct ref *r, ref_watch_fn *fn, void *ctx)
{

	r->watch = fn;
	r->watcher = ctx;
}

struct span
ref_key(const struct ref_row *row)
{

	return (span_from((struct span){ row->path, row->path_n },
	    (size_t)row->tenant_n + 3));
}

/* Had it come by then, and begun? */
static bool
counts(const struct ref_row *row, const struct version *v,
    const struct ref_at *at)
{

	return (v->pos < at->pos && (v->pos > row->forgot ||
	    at->pos <= row->forgot));
}

/* The newest version begun by then, or older than ${v}; up to *${left}. */
static const struct version *
version_at(const struct ref_row *row, const struct version *v,
    const struct ref_at *at, unsigned *left)
{

	for (; v != NULL && *left > 0; v = v->older) {
		if (!counts(row, v, at))
			continue;
		--*left;
		if (v->from <= at->time)
			return (v);
	}
	return (NULL);
}

bool
ref_valid(const struct ref_row *row, const struct ref_at *at)
{
	unsigned left = REF_VERSIONS;
	const struct version *v;

	if (row == NULL)
		return (false);
	for (v = version_at(row, row->newest, at, &left); v != NULL;
	    v = version_at(row, v->older, at, &left)) {
		if (at->time >= v->to)
			return (false);
		if (v->live != REF_KEEP)
			return (v->live == REF_LIVE);
	}
	return (false);
}

bool
ref_held(const struct ref_row *row, const struct ref_at *at,
    struct ref_held *ret)
{
	unsigned left = REF_VERSIONS;
	const struct version *v = version_at(row, row->newest, at, &left);

	if (v == NULL)
		return (false);
	*ret = (struct ref_held){ v->from, v->to, v->pos,
	    ref_valid(row, at) };
	return (true);
}

const struct value *
ref_get(const struct ref_row *row, enum column_id column,
    const struct ref_at *at)
{
	unsigned left = REF_VERSIONS;
	const struct version *v;
	const struct value *w;
	unsigned i;

	if (row == NULL)
		return (&absent);
	i = column - tables_row((enum table_id)row->table)->first;
	for (v = version_at(row, row->newest, at, &left); v != NULL;
	    v = version_at(row, v->older, at, &left)) {
		if ((w = ref_version_value(v, i)) != NULL)
			return (w);
		if (v->reset)
			break;
	}
	return (&absent);
}

const struct ref_row *
ref_next(const struct ref *r, struct span tenant, enum column_id column,
    struct span value, const struct ref_at *at, size_t *it)
{
	struct path path;
	const struct posting *p = posting_get(
	    &r->by_value[tables_column(column)->table],
	    path_make(&path, tenant, TABLE_COUNT + column, value));
	const struct ref_row *found = NULL;

	while (p != NULL && *it < p->n && found == NULL) {
		const struct ref_row *row = r->row[p->number[(*it)++]];
		const struct value *w = ref_get(row, column, at);

		if (w->type == VALUE_TEXT && span_eq(value_text(w), value))
			found = row;
	}
	if (UNLIKELY(r->watch != NULL) && (found != NULL || p == NULL))
		r->watch(r->watcher, &(struct ref_asked){
		    tables_column(column)->table, column, value, found });
	return (found);
}

static void
tell_near(const struct ref *r, const struct ref_row *row)
{

	if (UNLIKELY(r->watch != NULL))
		r->watch(r->watcher, &(struct ref_asked){ TABLE_zone,
		    COLUMN_COUNT, ref_key(row), row });
}

/* Grids are asked in turn: the upper half of *${it} says which. */
const struct ref_row *
ref_near(const struct ref *r, struct span tenant, double lat, double lon,
    size_t *it)
{

	for (unsigned g = (unsigned)(*it >> 32); r->grids >> g != 0; g++) {
		struct grids_cell cell = grids_at(g, lat, lon);
		const struct posting *p = NULL;
		struct path path;

		if ((r->grids >> g & 1) != 0)
			p = posting_get(&r->by_value[TABLE_zone],
			    cell_path(&path, tenant, &cell));
		if (p != NULL && (uint32_t)*it < p->n) {
			const struct ref_row *row =
			    r->row[p->number[(uint32_t)(*it)++]];

			tell_near(r, row);
			return (row);
		}
		*it = ((size_t)g + 1) << 32;
	}
	return (NULL);
}

size_t
ref_count(const struct ref *r, enum table_id table)
{

	return (r->age[table].n);
}

uint64_t
ref_forgotten(const struct ref *r)
{

	return (r->forgotten);
}

size_t
ref_bytes(const struct ref *r)
{
	size_t values = 0;

	for (unsigned t = 0; t < TABLE_COUNT; t++)
		values += posting_bytes(&r->by_value[t]);
	return (r->bytes + map_bytes(&r->by_path) +
	    values + r->row_cap * sizeof(*r->row) +
	    (r->free_cap + r->pending_cap) * sizeof(uint32_t));
}
