/* SPDX-License-Identifier: Apache-2.0 */
/* What ties alerts together. */
#include "model/incident_key.h"

static const struct {
	const char		*kind;
	enum field_id		 field;
	enum incident_role	 role;
} rows[] = {
#define X(kind, field, role)	{ kind, FIELD_##field, INCIDENT_##role },
	INCIDENT_KINDS(X)
#undef X
};

_Static_assert(COUNT_OF(rows) + 1 == INCIDENT_KEYS, "rows and the entity");

static struct span
text_of(const struct event *ev, enum field_id f)
{
	const struct value *v = event_get(ev, f);

	return (v->type == VALUE_TEXT ? value_text(v) :
	    (struct span){ NULL, 0 });
}

/* Behind it are many who have nothing to do with each other. */
static bool
is_shared(const struct event *ev, enum field_id f)
{
	struct span kind = text_of(ev, FIELD_CLIENT_NET_KIND);

	return (f == FIELD_CLIENT_IP && (span_eq(kind, SPAN("mobile")) ||
	    span_eq(kind, SPAN("apn"))));
}

static const char *
kind_of(const struct event *ev, size_t row)
{
	const struct value *v = event_get(ev, FIELD_TARGET_KIND);

	return (rows[row].field == FIELD_TARGET_ID && v->type == VALUE_TEXT ?
	    field_row(FIELD_TARGET_KIND)->words[v->code - 1] :
	    rows[row].kind);
}

static struct incident_key *
find(struct incident_key *keys, size_t n, const char *kind, struct span id)
{

	for (size_t i = 0; i < n; i++)
		if (strcmp(keys[i].kind, kind) == 0 &&
		    span_eq(keys[i].id, id))
			return (&keys[i]);
	return (NULL);
}

/* A kind that only rules know comes last. */
static void
add_entity(const struct alert *a, struct incident_key *ret, size_t *n)
{
	struct incident_key *k = find(ret, *n, a->kind, a->entity);
	size_t row = 0;

	if (strcmp(a->kind, "tenant") == 0 || a->entity.n == 0)
		return;
	if (k == NULL) {
		while (row < COUNT_OF(rows) &&
		    strcmp(rows[row].kind, a->kind) != 0)
			row++;
		k = &ret[(*n)++];
		*k = (struct incident_key){ .kind = a->kind,
		    .id = a->entity, .role = row < COUNT_OF(rows) ?
		    rows[row].role : INCIDENT_WHO, .rank = (unsigned)row };
	}
	k->entity = true;
}

size_t
incident_key_list(const struct event *ev, const struct alert *a,
    struct incident_key ret[INCIDENT_KEYS])
{
	bool source = a != NULL && strcmp(a->kind, "feed") == 0;
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct span id = text_of(ev, rows[i].field);
		const char *kind = kind_of(ev, i);

		if (id.n == 0 || is_shared(ev, rows[i].field) ||
		    (source && rows[i].role == INCIDENT_WHAT) ||
		    find(ret, n, kind, id) != NULL)
			continue;
		ret[n++] = (struct incident_key){ .kind = kind, .id = id,
		    .role = rows[i].role, .rank = (unsigned)i };
	}
	if (a != NULL)
		add_entity(a, ret, &n);
	return (n);
}
