/* SPDX-License-Identifier: Apache-2.0 */
/* How the roles are doing, as they say it themselves. */
#include "cli/desk_visit.h"
#include "cli/keeper_state.h"
#include "sys/loop.h"

void
desk_state_metrics(struct desk_visit *v)
{

	meters_board_metrics(v->board, loop_now(), &v->a.body);
	v->a.type = KEEPER_STATE_METRICS;
	v->a.status = 200;
}

void
desk_state_sources(struct desk_visit *v)
{
	const struct buf *said = &v->state[MESSAGES_EDGE];

	if (said->n == 0) {
		v->a.retry_s = 1;
		desk_visit_problem(v, 503, "the edge is being started");
		return;
	}
	buf_put(&v->a.body, buf_span(said));
	desk_visit_done(v, 200);
}
