/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the service is doing, as its roles told the keeper: what is asked
 * without a token.
 *
 *	GET /readyz	is it ready?  If not, why
 *	GET /status	all that is counted, for people; and
 *	GET /metrics	for machines: both of the status socket only, which
 *			nobody reaches but the user of the service
 */
#ifndef CLI_KEEPER_STATE_H
#define CLI_KEEPER_STATE_H

#include "cli/desk.h"
#include "model/meters.h"

#define KEEPER_STATE_LOCAL	"status"	/* Where such a request is */
						/* from. */
#define KEEPER_STATE_METRICS						\
	"application/openmetrics-text; version=1.0.0; charset=utf-8"

/**
 * keeper_state_ask(board, ask, behind_most, ret):
 * Answer ${ask} if it is one of those above; false: it is not.  The service is
 * ready when all roles are and the engine is less than ${behind_most} ms
 * behind.  The texts in ${ret} are the caller's.
 */
bool keeper_state_ask(const struct meters_board *, const struct messages_ask *,
    int64_t, struct desk_answer *);

#endif
