/* SPDX-License-Identifier: Apache-2.0 */
/* What the roles say to each other: written and read. */
#include "base/pack.h"
#include "model/messages.h"

static const struct {
	const char	*name;
	unsigned	 from, to;	/* MESSAGES_OF() bits. */
	int64_t		 most;
	bool		 fd;
} rows[] = {
#define X(name, list, from, to, most, fd)				\
	{ #name, from, to, most, fd },
	MESSAGES(X)
#undef X
};

static const char *const roles[] = {
#define X(name, text, help)	text,
	MESSAGES_ROLES(X)
#undef X
};

const char *
messages_role_name(enum messages_role role)
{

	return ((size_t)role < COUNT_OF(roles) ? roles[role] : "?");
}

enum messages_role
messages_role_find(struct span name)
{
	unsigned i = 0;

	while (i < COUNT_OF(roles) && !span_eq(name, span_of(roles[i])))
		i++;
	return ((enum messages_role)i);
}

#define PUT_N(name)	pack_uint(b, m->name);
#define PUT_S(name)	pack_span(b, m->name);
#define GET_N(name)	m.name = pack_get_uint(&c);
#define GET_S(name)	m.name = pack_get_span(&c);
#define X(name, list, from, to, most, fd)				\
void									\
messages_put_##name(struct buf *b, const struct messages_##name *m)	\
{									\
									\
	MESSAGES_##list(PUT_N, PUT_S)					\
}									\
									\
rc									\
messages_get_##name(struct span body,					\
    struct messages_##name *ret, struct err *e)				\
{									\
	struct cur c = cur_of(body);					\
	struct messages_##name m = { 0 };				\
	rc r;								\
									\
	MESSAGES_##list(GET_N, GET_S)					\
	if ((r = pack_done(&c, #name, e)) == RC_OK)			\
		*ret = m;						\
	return (r);							\
}
MESSAGES(X)
#undef X

const char *
messages_name(unsigned kind)
{

	return (kind < COUNT_OF(rows) ? rows[kind].name : "?");
}

int64_t
messages_most(unsigned kind, enum messages_role from, enum messages_role to,
    bool *fd)
{

	if (kind >= COUNT_OF(rows) || (rows[kind].from & 1u << from) == 0 ||
	    (rows[kind].to & 1u << to) == 0)
		return (-1);
	*fd = rows[kind].fd;
	return (rows[kind].most);
}
