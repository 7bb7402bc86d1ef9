/* SPDX-License-Identifier: Apache-2.0 */
/* Who may do what at the API. */
#include "base/attr.h"
#include "base/rc.h"
#include "cli/desk_roles.h"

static const struct {
	const char	*name;
	unsigned	 may;
	const char	*help;
} roles[] = {
#define X(name, may, help)	{ name, may, help },
	DESK_ROLES(X)
#undef X
};

static const struct {
	const char	*name, *help;
} permissions[DESK_PERMISSION_COUNT] = {
#define X(sym, name, help)	{ name, help },
	DESK_PERMISSIONS(X)
#undef X
};

unsigned
desk_roles_may(struct span role)
{

	for (size_t i = 0; i < COUNT_OF(roles); i++)
		if (span_eq(role, span_of(roles[i].name)))
			return (roles[i].may);
	return (0);
}

const char *
desk_roles_name(unsigned i)
{

	return (i < COUNT_OF(roles) ? roles[i].name : NULL);
}

const char *
desk_roles_help(unsigned i)
{

	BUG_IF(i >= COUNT_OF(roles));
	return (roles[i].help);
}

const char *
desk_roles_permission(unsigned i)
{

	BUG_IF(i >= COUNT_OF(permissions));
	return (permissions[i].name);
}

const char *
desk_roles_permission_help(unsigned i)
{

	BUG_IF(i >= COUNT_OF(permissions));
	return (permissions[i].help);
}

unsigned
desk_roles_bit(struct span name)
{

	for (unsigned i = 0; i < COUNT_OF(permissions); i++)
		if (span_eq(name, span_of(permissions[i].name)))
			return (1u << i);
	return (0);
}
