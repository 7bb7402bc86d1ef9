/* SPDX-License-Identifier: Apache-2.0 */
/* Which route a request takes. */
#include "base/attr.h"
#include "cli/desk_roles.h"
#include "cli/desk_route.h"
#include "cli/desk_routes.h"

#define HOLE	"{id}"

static const struct desk_route routes[] = {
/* NOLINTBEGIN(bugprone-suspicious-missing-comma): long lists wrap. */
#define X(method, path, handler, may, owner, query, body, answer,	\
    status, help)							\
	{ #method, path, #handler, DESK_##may, query, body, answer,	\
	    status, help, #owner },
	DESK_ROUTES(X)
#undef X
/* NOLINTEND(bugprone-suspicious-missing-comma) */
};

const struct desk_route *
desk_route_at(unsigned i)
{

	return (i < COUNT_OF(routes) ? &routes[i] : NULL);
}

static bool
fits(const char *pattern, struct span path, struct span *id)
{
	const char *hole = strstr(pattern, HOLE);
	struct span head, tail;

	if (hole == NULL)
		return (span_eq(path, span_of(pattern)));
	head = (struct span){ pattern, (size_t)(hole - pattern) };
	tail = span_of(hole + sizeof(HOLE) - 1);
	if (path.n <= head.n + tail.n || !span_starts(path, head) ||
	    !span_ends(path, tail))
		return (false);
	*id = (struct span){ path.p + head.n, path.n - head.n - tail.n };
	return (memchr(id->p, '/', id->n) == NULL);
}

static void
add(char *allow, size_t room, const char *method)
{
	size_t at = strlen(allow);

	if (at > 0)
		at += span_keep(allow + at, room - 1 - at, SPAN(", "));
	at += span_keep(allow + at, room - 1 - at, span_of(method));
	allow[at] = '\0';
}

int
desk_route_find(struct span method, struct span path, struct span *id,
    char *allow, size_t room)
{

	const char *known = NULL;

	allow[0] = '\0';
	for (size_t i = 0; i < COUNT_OF(routes); i++) {
		struct span at = { NULL, 0 };

		/* A path by itself goes before one with a hole. */
		if (known != NULL ? strcmp(known, routes[i].path) != 0 :
		    !fits(routes[i].path, path, &at))
			continue;
		known = routes[i].path;
		(void)fits(known, path, &at);
		if (span_eq(method, span_of(routes[i].method))) {
			*id = at;
			return ((int)i);
		}
		add(allow, room, routes[i].method);
	}
	return (-1);
}
