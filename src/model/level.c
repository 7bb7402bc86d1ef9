/* SPDX-License-Identifier: Apache-2.0 */
/* Levels of rules. */
#include <string.h>
#include <strings.h>

#include "base/attr.h"
#include "model/level.h"

static const struct level levels[] = {
#define X(name, word, colour, severity, id, risk)			\
	{ #name, word, colour, severity, id, risk },
	LEVELS(X)
#undef X
};

const struct level *
level_of(const char *name)
{
	size_t i = COUNT_OF(levels) - 1;

	while (i > 0 && strcmp(levels[i].name, name) != 0)
		i--;
	return (&levels[i]);
}

const struct level *
level_find(struct span name)
{

	for (size_t i = 0; i < COUNT_OF(levels); i++) {
		if (strlen(levels[i].name) == name.n &&
		    strncasecmp(levels[i].name, name.p, name.n) == 0)
			return (&levels[i]);
	}
	return (NULL);
}

const struct level *
level_at(int64_t id)
{

	for (size_t i = 0; i < COUNT_OF(levels); i++) {
		if (levels[i].severity_id == id)
			return (&levels[i]);
	}
	return (NULL);
}

void
level_near(struct suggest *s, struct span asked)
{

	for (size_t i = 0; i < COUNT_OF(levels); i++)
		suggest_try(s, asked, span_of(levels[i].name));
}
