/* SPDX-License-Identifier: Apache-2.0 */
/* Where an alert happened. */
#include "model/plan.h"
#include "model/where.h"

#define PARTS	3

static const struct {
	const char	*key;
	enum field_id	 needs;
	enum field_id	 part[PARTS];
} rows[WHERE_ROWS] = {
#define X(key, needs, a, b, c)						\
	{ #key, FIELD_##needs, { FIELD_##a, FIELD_##b, FIELD_##c } },
	WHERE(X)
#undef X
};

const char *
where_key(unsigned row)
{

	return (rows[row].key);
}

const char *
where_only(enum field_id f)
{

	for (size_t i = 0; i < WHERE_ROWS; i++) {
		if (rows[i].part[0] == f && rows[i].part[1] == FIELD_NONE)
			return (rows[i].key);
	}
	return (NULL);
}

const char *
where_personal(struct span key)
{
	const char *class = NULL;

	for (size_t i = 0; i < WHERE_ROWS; i++)
		for (size_t k = 0; k < PARTS && span_eq(key,
		    span_of(rows[i].key)); k++)
			if (class == NULL && rows[i].part[k] != FIELD_NONE)
				class = field_row(rows[i].part[k])->personal;
	return (class);
}

bool
where_put(const struct event *ev, unsigned row, struct buf *b)
{
	bool any = false;

	if (event_get(ev, rows[row].needs)->type <= VALUE_NULL)
		return (false);
	for (size_t i = 0; i < PARTS; i++) {
		const struct value *v = event_get(ev, rows[row].part[i]);

		if (rows[row].part[i] == FIELD_NONE || v->type <= VALUE_NULL)
			continue;
		if (any)
			buf_char(b, ' ');
		value_put(b, v);
		any = true;
	}
	return (any);
}

void
where_at(const struct event *ev, struct buf *b)
{
	static const char *const telling[] = { "endpoint", "command", "topic",
	    "table", "resource", "station", "campaign", "ecu", "source" };

	for (size_t i = 0; i < COUNT_OF(telling); i++)
		for (unsigned row = 0; row < WHERE_ROWS; row++)
			if (strcmp(rows[row].key, telling[i]) == 0 &&
			    where_put(ev, row, b))
				return;
}

size_t
where_names(const struct alert *a, const char **ret, size_t most)
{
	const struct alert_rule *x = a->rule, *y = a->base;
	size_t i = 0, j = 0, n = 0;

	/* Both lists are sorted: merge them. */
	while (n < most && (i < x->fields_n || j < y->fields_n)) {
		int d = i == x->fields_n ? 1 : j == y->fields_n ? -1 :
		    strcmp(x->fields[i], y->fields[j]);

		ret[n++] = d <= 0 ? x->fields[i] : y->fields[j];
		i += d <= 0;
		j += d >= 0;
	}
	return (n);
}

bool
where_field(struct span name)
{

	return (plan_beyond(name) || field_find(name) != FIELD_NONE);
}
