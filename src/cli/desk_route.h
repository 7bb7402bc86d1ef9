/* SPDX-License-Identifier: Apache-2.0 */
/* Which route a request takes. */
#ifndef CLI_DESK_ROUTE_H
#define CLI_DESK_ROUTE_H

#include "base/span.h"

/** A row of DESK_ROUTES but for its functions. */
struct desk_route {
	const char	*method, *path, *name;
	unsigned	 needs;		/* Permissions. */
	const char	*query, *body, *answer;
	unsigned	 status;
	const char	*help;
	const char	*owner;		/* Its check; "none". */
};

/** desk_route_at(i): The ${i}th; NULL behind the last. */
const struct desk_route *desk_route_at(unsigned);

/**
 * desk_route_find(method, path, id, allow, n): Its number, with what "{id}"
 * stands for in ${id}.  -1: there is none; then ${allow} of ${n} bytes has the
 * methods by which there is, "" if there are none.
 */
int desk_route_find(struct span, struct span, struct span *, char *, size_t);

#endif
