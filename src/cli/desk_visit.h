/* SPDX-License-Identifier: Apache-2.0 */
/* A request at the desk, as its handlers see it. */
#ifndef CLI_DESK_VISIT_H
#define CLI_DESK_VISIT_H

#include "cli/desk.h"
#include "cli/desk_body.h"
#include "cli/desk_roles.h"
#include "cli/desk_routes.h"

#define DESK_VISIT_JSON	"application/json"

/** Who asks. */
struct desk_visit_who {
	char		name[64];
	char		role[16];
	unsigned	may;		/* Permissions. */
};

/** A request. */
struct desk_visit {
	struct desk			*desk;
	struct store			*store;
	const struct buf		*state;	/* As desk_how has it. */
	const struct meters_board	*board;	/* As desk_how has it. */
	const struct messages_ask	*ask;
	int64_t				 now;	/* ms */
	struct desk_visit_who		 who;
	struct span			 id;	/* What "{id}" stands for. */
	struct desk_body		 query, body;
	struct desk_answer		 a;
	size_t				 n;	/* Objects written. */
	int64_t				 last;	/* seq of the last. */
};

/** desk_visit_problem(v, status, detail): Answer that it was not done. */
void desk_visit_problem(struct desk_visit *, unsigned, const char *);

/** desk_visit_refuse(v, e, what): Answer what the database said; ${what} was
 * not there. */
void desk_visit_refuse(struct desk_visit *, const struct err *, const char *);

/** desk_visit_done(v, status): The body is written; a line end comes. */
void desk_visit_done(struct desk_visit *, unsigned);

/** desk_visit_was(v): The version that If-Match names; 0: none. */
int64_t desk_visit_was(const struct desk_visit *);

/*
 * desk_alerts_list(v) ...: Handlers.  One answers by the functions above.
 */
#define X(method, path, handler, ...)					\
	void desk_##handler(struct desk_visit *);
DESK_ROUTES(X)
#undef X

#endif
