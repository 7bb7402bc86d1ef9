/* SPDX-License-Identifier: Apache-2.0 */
/* The roles of vedette run. */
#include "cli/roles.h"

const struct role_kind *
roles_kind(enum messages_role role)
{
	static const struct role_kind *const kinds[MESSAGES_ROLE_COUNT] = {
#define X(name, kind)	[MESSAGES_##name] = &kind,
		ROLES(X)
#undef X
	};

	return (role < MESSAGES_ROLE_COUNT ? kinds[role] : NULL);
}

bool
roles_linked(enum messages_role a, enum messages_role b)
{
	static const struct {
		enum messages_role	a, b;
	} pair[] = {
#define X(x, y)	{ MESSAGES_##x, MESSAGES_##y },
		ROLES_LINKED(X)
#undef X
	};

	for (size_t i = 0; i < COUNT_OF(pair); i++)
		if ((pair[i].a == a && pair[i].b == b) ||
		    (pair[i].a == b && pair[i].b == a))
			return (true);
	return (false);
}
