/* SPDX-License-Identifier: Apache-2.0 */
/* Windows and alerts of a snapshot. */
#include "engine/fired.h"
#include "engine/verdicts.h"

#define WINDOWS		PACK_TAG('w', 'i', 'n', 'd')
#define EPISODES	PACK_TAG('e', 'p', 'i', 's')
#define EVENTS		PACK_TAG('e', 'v', 'i', 'd')

static uint64_t
number(void *ctx, struct sigma_keep *k)
{

	return (evidence_number(ctx, fired_event(k)));
}

static struct sigma_keep *
keep(void *ctx, uint64_t n)
{
	const struct evidence *ev = ctx;

	return (n > 0 && n <= ev->n ? fired_keep(ev->e[n - 1]) :
	    NULL);
}

void
verdicts_save(const struct verdicts *v, struct buf *b)
{
	struct evidence ev;
	struct sigma_numbers numbers = { .ctx = &ev, .number = number };
	size_t at;

	evidence_init(&ev);
	at = pack_begin(b, WINDOWS);
	sigma_save(v->windows, &numbers, b);
	pack_end(b, at);
	at = pack_begin(b, EPISODES);
	episodes_save(v->episodes, &ev, b);
	pack_end(b, at);
	at = pack_begin(b, EVENTS);
	v->save(v->ctx, &ev, b);
	pack_end(b, at);
	b->failed |= ev.failed;
	evidence_release(&ev);
}

rc
verdicts_load(const struct verdicts *v, struct cur *c, sigma_fate_fn *fate,
    void *ctx, struct err *e)
{
	struct evidence ev;
	struct sigma_numbers numbers = { .ctx = &ev, .keep = keep };
	struct cur windows, episodes, events;
	rc r;

	evidence_init(&ev);
	if ((r = pack_open(c, WINDOWS, &windows, e)) == RC_OK &&
	    (r = pack_open(c, EPISODES, &episodes, e)) == RC_OK &&
	    (r = pack_open(c, EVENTS, &events, e)) == RC_OK &&
	    (r = v->load(v->ctx, &ev, &events, e)) == RC_OK &&
	    (r = sigma_load(v->windows, &windows, &numbers, fate, ctx, e)) ==
	    RC_OK)
		r = episodes_load(v->episodes, &episodes, &ev, v->rule,
		    v->ctx, e);
	evidence_release(&ev);
	return (r);
}
