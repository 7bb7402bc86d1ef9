/* SPDX-License-Identifier: Apache-2.0 */
/* Levels of rules. */
#include <string.h>

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
