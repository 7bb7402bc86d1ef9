/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that the keeper has for the journal. */
#include "base/mem.h"
#include "cli/edge_desk.h"

/* The keeper, who waits. */
struct waits {
	struct edge_wait	 wait;		/* First. */
	struct role		*role;		/* Borrowed. */
	uint64_t		 number;
};

/* edge_wait.told */
static void
told(struct edge_wait *wait, bool durable)
{
	struct waits *w = (struct waits *)(void *)wait;

	ROLE_SEND(w->role, MESSAGES_KEEPER, appended, -1,
	    .number = w->number, .durable = durable);
	mem_free(w);
}

rc
edge_desk_append(struct role *role, const struct edge_host *host,
    const struct messages_append *m, struct err *e)
{
	struct waits *w = mem_new(sizeof(*w));

	if (w == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "taking from the keeper"));
	w->wait.told = told;
	w->role = role;
	w->number = m->number;
	if (host->take(host->ctx, m->lines, &w->wait) != RC_OK)
		told(&w->wait, false);
	return (RC_OK);
}
