/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of reference state and their columns. */
#include <stdio.h>

#include "base/attr.h"
#include "model/tables.h"

static const struct column columns[] = {
#define X(table_, name_, type_, array_, indexed_)			\
	{ #name_, "row." #name_, TABLE_##table_, VALUE_##type_, array_,	\
	    indexed_ },
	TABLE_COLUMNS(X)
#undef X
};

static const struct table tables[] = {
#define X(name_, key_, first_, last_)					\
	{ #name_, key_, COLUMN_##name_##_##first_,			\
	    COLUMN_##name_##_##last_ - COLUMN_##name_##_##first_ + 1 },
	TABLES(X)
#undef X
};

static const struct {
	enum column_id	 column;
	const char	*words;
} worded[] = {
#define X(table, name, words)	{ COLUMN_##table##_##name, words },
	TABLE_WORDS(X)
#undef X
};

const struct table *
tables_row(enum table_id id)
{

	return (&tables[id]);
}

const struct column *
tables_column(enum column_id id)
{

	return (&columns[id]);
}

enum table_id
tables_find(struct span name)
{

	for (unsigned i = 0; i < TABLE_COUNT; i++)
		if (span_eq(name, span_of(tables[i].name)))
			return ((enum table_id)i);
	return (TABLE_COUNT);
}

enum column_id
tables_find_column(enum table_id t, struct span name)
{

	for (unsigned i = tables[t].first; i < tables[t].first + tables[t].n;
	    i++)
		if (span_eq(name, span_of(columns[i].name)))
			return ((enum column_id)i);
	return (COLUMN_COUNT);
}

/* Is ${text} one of the words? */
static bool
among(const char *words, struct span text)
{

	for (;;) {
		size_t n = strcspn(words, ",");

		if (span_eq(text, (struct span){ words, n }))
			return (true);
		if (words[n] == '\0')
			return (false);
		words += n + 2;		/* ", " */
	}
}

bool
tables_words(enum column_id id, struct span text, char *want, size_t n)
{

	for (size_t i = 0; i < COUNT_OF(worded); i++) {
		if (worded[i].column != id || among(worded[i].words, text))
			continue;
		(void)snprintf(want, n, "one of %s", worded[i].words);
		return (false);
	}
	return (true);
}
