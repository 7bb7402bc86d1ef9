/* SPDX-License-Identifier: Apache-2.0 */
/* How the service is doing. */
#include "cli/keeper_state.h"
#include "cli/roles.h"
#include "model/meters_people.h"
#include "sys/loop.h"

#define PLAIN	"text/plain; charset=utf-8"

static bool
role_ready(const struct meters_board *board, enum messages_role role,
    int64_t now)
{
	uint64_t ready = 0;

	return (meters_board_get(board, METERS_ROLE_READY,
	    span_of(messages_role_name(role)), now, &ready) && ready == 1);
}

/* Why it is not; nothing written if it is. */
static void
unready(const struct meters_board *board, int64_t behind_most, struct buf *b)
{
	const struct span none = { NULL, 0 };
	int64_t now = loop_now();
	uint64_t late = 0, full = 0;

	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++)
		if (roles_kind((enum messages_role)i) != NULL &&
		    !role_ready(board, (enum messages_role)i, now))
			buf_fmt(b, "role %s is not ready\n",
			    messages_role_name((enum messages_role)i));
	if (!meters_board_get(board, METERS_ENGINE_LATE, none, now, &late))
		buf_text(b, "the engine has not told its state yet\n");
	else if ((int64_t)late > behind_most)
		buf_fmt(b, "the engine is %llu s behind\n",
		    (unsigned long long)(late / 1000));
	if (meters_board_get(board, METERS_JOURNAL_FULL, none, now, &full) &&
	    full != 0)
		buf_text(b, "the journal cannot be written\n");
}

static void
ready(const struct meters_board *board, int64_t behind_most,
    struct desk_answer *a)
{

	unready(board, behind_most, &a->body);
	a->type = PLAIN;
	a->status = a->body.n == 0 && !a->body.failed ? 200 : 503;
	if (a->status == 200)
		buf_text(&a->body, "ready\n");
	else
		a->retry_s = 5;
}

static void
people(const struct meters_board *board, int64_t behind_most,
    struct desk_answer *a)
{

	unready(board, behind_most, &a->body);
	a->status = a->body.n == 0 ? 200 : 503;
	if (a->body.n == 0)
		buf_text(&a->body, "ready\n");
	buf_char(&a->body, '\n');
	meters_people(board, loop_now(), loop_clock(), &a->body);
	a->type = PLAIN;
}

/* Of who may open the socket: he could read all of it anyway. */
static void
local(const struct meters_board *board, const struct messages_ask *ask,
    int64_t behind_most, struct desk_answer *a)
{

	if (span_eq(ask->path, SPAN("/status"))) {
		people(board, behind_most, a);
	} else if (span_eq(ask->path, SPAN("/metrics"))) {
		meters_board_metrics(board, loop_now(), &a->body);
		a->type = KEEPER_STATE_METRICS;
		a->status = 200;
	} else {
		buf_text(&a->body, "there are /status, /metrics, /readyz\n");
		a->type = PLAIN;
		a->status = 404;
	}
}

bool
keeper_state_ask(const struct meters_board *board,
    const struct messages_ask *ask, int64_t behind_most,
    struct desk_answer *ret)
{

	if (span_eq(ask->path, SPAN("/readyz")))
		ready(board, behind_most, ret);
	else if (span_eq(ask->from, SPAN(KEEPER_STATE_LOCAL)))
		local(board, ask, behind_most, ret);
	else
		return (false);
	if (ret->body.failed) {
		buf_release(&ret->body);
		ret->status = 503;
	}
	return (true);
}
