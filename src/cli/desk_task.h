/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request that needs a password computed: it is put off, the thread computes,
 * and then it goes on.
 *
 *	handler -> desk_task_begin() ... check, make ... after() -> answer
 */
#ifndef CLI_DESK_TASK_H
#define CLI_DESK_TASK_H

#include "cli/desk_visit.h"
#include "sys/password.h"

struct desk_task;

/** desk_task_fn(v, t): It is computed; answer ${v}, which has no ask, body or
 * query any more. */
typedef void desk_task_fn(struct desk_visit *, struct desk_task *);

/** What is to be computed, and what the end needs of the request. */
struct desk_task {
	struct worker_job	 job;		/* First. */
	struct desk		*desk;		/* Borrowed. */
	uint64_t		 number;
	char			 from[64];
	struct desk_visit_who	 who;
	char			 digest[STORE_DIGEST];	/* For ${who}. */
	char			*check;		/* Is this the password */
						/* of ${hash}? */
	char			 hash[STORE_ACCESS_HASH];
	char			*make;		/* Make a hash of this. */
	rc			 checked, made;
	char			 result[PASSWORD_TEXT];	/* That hash. */
	char			 name[STORE_ACCESS_NAME];	/* Whom. */
	char			 role[16], tenant[STORE_ACCESS_NAME];
	char			 code[16];	/* A second factor. */
	desk_task_fn		*after;
};

/** desk_task_new(v, after): One with nothing to compute; NULL after having
 * answered that there is no memory. */
struct desk_task *desk_task_new(struct desk_visit *, desk_task_fn *);

/**
 * desk_task_begin(v, t, check, hash, make): Put ${v} off.  A NULL ${check} or
 * ${make} is not computed.  When too many wait it is answered that it is to be
 * tried again.  ${t} is gone after.
 */
void desk_task_begin(struct desk_visit *, struct desk_task *, struct span,
    const char *, struct span);

/** desk_task_copy(to, room, s): As a C string; false: it is too long. */
bool desk_task_copy(char *, size_t, struct span);

#endif
