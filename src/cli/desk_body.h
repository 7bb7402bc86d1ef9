/* SPDX-License-Identifier: Apache-2.0 */
/* What a request brings: the members of its body, its parameters. */
#ifndef CLI_DESK_BODY_H
#define CLI_DESK_BODY_H

#include "base/arena.h"
#include "base/json.h"

#define DESK_BODY_MOST	16		/* Members, and parameters. */

/** A member; an array as its text. */
struct desk_body_member {
	struct span	name;
	struct json_val	v;
};

/** All zero is an empty one. */
struct desk_body {
	struct arena		a;
	struct desk_body_member	member[DESK_BODY_MOST];
	size_t			n;
};

/**
 * desk_body_read(b, text, shape, e):
 * Read an object and see that it has the members that the words of ${shape}
 * ask for, and no other.  Return RC_OK; RC_MALFORMED with what is wrong, fit to
 * be told; RC_NOMEM.
 *
 * Borrows:  ${text}.
 */
rc desk_body_read(struct desk_body *, struct span, const char *,
    struct err *) MUST_USE;

/** desk_body_query(b, text, shape, e): The same of "a=1&b=%20", every value
 * as a text. */
rc desk_body_query(struct desk_body *, struct span, const char *,
    struct err *) MUST_USE;

/** desk_body_text(b, name): Its text; empty if it is not there. */
struct span desk_body_text(const struct desk_body *, const char *);

/** desk_body_int(b, name, or): Its number, ${or} if it is not there. */
int64_t desk_body_int(const struct desk_body *, const char *, int64_t);

/** desk_body_has(b, name): Is it there? */
bool desk_body_has(const struct desk_body *, const char *);

/** desk_body_time(b, name, or): ms of its moment; ${or}: not there. */
int64_t desk_body_time(const struct desk_body *, const char *, int64_t);

/** desk_body_plain(a, s, ret): ${s} with its %XX decoded: RC_OK,
 * RC_MALFORMED or RC_NOMEM. */
rc desk_body_plain(struct arena *, struct span, struct span *) MUST_USE;

/** desk_body_release(b): Give its memory back. */
void desk_body_release(struct desk_body *);

#endif
