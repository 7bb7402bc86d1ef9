/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An output of the role act: one kind, one row here and one file act_NAME.c.
 *
 *	alert -> send() ... done(fate)
 *
 * An alert may be told twice when something breaks; its id is in each format,
 * and where there is a place for one, an idempotency key.
 */
#ifndef CLI_ACT_OUTPUT_H
#define CLI_ACT_OUTPUT_H

#include "cli/role.h"
#include "model/alert_out.h"
#include "sys/webclient.h"

/** What came of it; ${why} is copied: no secret, no content. */
struct act_done {
	enum messages_fate	 fate;
	int64_t			 later;		/* ms asked for; 0: none. */
	const char		*why;
};

/** What an output is made of.  All borrowed. */
struct act_output_how {
	const struct config_output	*output;
	struct loop			*loop;
	struct webclient		*web;
	/** Row ${row} is over. */
	void	(*done)(void *ctx, uint64_t row, const struct act_done *);
	void	*ctx;
};

/** A kind of output. */
struct act_output_kind {
	/** Read secrets, open files: not confined yet.  The caller owns
	 * *${ret}. */
	rc	(*make)(const struct act_output_how *, void **ret,
		    struct err *);
	/** Name what it has to reach; may be NULL. */
	rc	(*reach)(void *, struct role_reach *, struct err *);
	/** Tell; done() comes later, or before this returns. */
	void	(*send)(void *, uint64_t row, const struct alert_out *);
	void	(*free)(void *);	/* NULL is fine. */
};

/** kind of model/config_rows.h, how it is done. */
#define ACT_OUTPUTS(X)							\
	X(FILE, act_file)						\
	X(SYSLOG, act_syslog)						\
	X(SPLUNK, act_http)						\
	X(ELASTIC, act_http)						\
	X(WEBHOOK, act_http)						\
	X(SLACK, act_http)						\
	X(TEAMS, act_http)						\
	X(MATTERMOST, act_http)						\
	X(SMTP, act_mail)

extern const struct act_output_kind act_file, act_syslog, act_http, act_mail;

/** act_output_kind(kind): NULL: it cannot be served. */
const struct act_output_kind *act_output_kind(int);

/** act_output_answer(a, ret): What an answer of HTTP or SMTP means: 2xx done;
 * 408, 425, 429, 5xx and what may pass once more; else never. */
void act_output_answer(const struct webclient_answer *, struct act_done *);

#endif
