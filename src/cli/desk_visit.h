/* SPDX-License-Identifier: Apache-2.0 */
/* A request at the desk, as its handlers see it. */
#ifndef CLI_DESK_VISIT_H
#define CLI_DESK_VISIT_H

#include "cli/desk.h"
#include "cli/desk_body.h"
#include "cli/desk_roles.h"
#include "cli/desk_routes.h"
#include "model/mask.h"
#include "store/store_access.h"
#include "sys/worker.h"

#define DESK_VISIT_JSON	"application/json"

/** Who asks. */
struct desk_visit_who {
	char		name[STORE_ACCESS_NAME];	/* Account or token. */
	char		account[STORE_ACCESS_NAME];	/* "": a token of */
							/* nobody's. */
	char		role[16];
	char		tenant[STORE_ACCESS_NAME];	/* "": all. */
	unsigned	may;		/* Permissions. */
	struct span	digest;		/* Of what he showed. */
	bool		session;
};

/** A request. */
struct desk_visit {
	struct desk			*desk;
	struct store			*store;
	const struct buf		*state;	/* As desk_how has it. */
	const struct meters_board	*board;	/* As desk_how has it. */
	const struct messages_ask	*ask;	/* NULL once it was put off. */
	uint64_t			 number;
	struct span			 from;	/* Address of the caller. */
	int64_t				 now;	/* ms */
	struct desk_visit_who		 who;
	struct span			 id;	/* What "{id}" stands for. */
	struct desk_body		 query, body;
	struct desk_answer		 a;
	bool				 clear;	/* He may see personal data; */
	bool				 shown;	/* and some were written. */
	bool				 later;	/* Who took it answers. */
	size_t				 n;	/* Objects written. */
	int64_t				 last;	/* seq of the last. */
};

/** A change of registers that waits for the journal. */
struct desk_reference_wait {
	uint64_t	number;		/* Of its request; 0: none. */
	size_t		rows;
};

/** The desk, as its files see it. */
struct desk {
	struct desk_how	 how;
	struct worker	*worker;	/* Owned; computes passwords. */
	struct mask	*mask;		/* Owned. */
	struct desk_rules_said *said;	/* Owned; of rules. */
	size_t		 saids, said_cap;
	struct desk_reference_wait *waits;	/* Owned. */
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

/** desk_visit_answer(v): It is answered; its memory is given back. */
void desk_visit_answer(struct desk_visit *);

/** desk_visit_change_fn(v, ctx, e): A change of the database. */
typedef rc desk_visit_change_fn(struct desk_visit *, void *, struct err *);

/**
 * desk_visit_change(v, fn, ctx, what, object, e): Do ${fn}, and put on record
 * that ${what} was done to ${object}: both, or neither.
 */
rc desk_visit_change(struct desk_visit *, desk_visit_change_fn *, void *,
    const char *, struct span, struct err *) MUST_USE;

/** desk_visit_note(v, what, object, outcome, detail, e): Put it on record. */
rc desk_visit_note(struct desk_visit *, const char *, struct span,
    const char *, struct span, struct err *) MUST_USE;

/*
 * desk_alerts_list(v) ...: Handlers.  One answers by the functions above.
 */
#define X(method, path, handler, ...)					\
	void desk_##handler(struct desk_visit *);
DESK_ROUTES(X)
#undef X

#endif
