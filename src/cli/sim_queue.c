/* SPDX-License-Identifier: Apache-2.0 */
/* Lines on their way to the collector. */
#include "base/mem.h"
#include "cli/sim_queue.h"

#define OUT_BYTES	(1u << 20)	/* Handed to the sink at once. */

/** One queued line. */
struct sim_queue_slot {
	int64_t		received_ms;
	uint64_t	order;		/* Ties leave as they came. */
	uint32_t	line;
};

/** Its text, kept for reuse. */
struct sim_queue_line {
	struct buf	text;
	size_t		cut;
	enum sim_source	source;
};

rc
sim_queue_open(struct sim_queue *q, struct buf **out)
{

	if (q->idles == 0) {
		if (!mem_room(&q->line, q->lines, &q->line_cap,
		    sizeof(*q->line)) ||
		    !mem_room(&q->idle, q->lines, &q->idle_cap,
		    sizeof(*q->idle)))
			return (RC_NOMEM);
		q->line[q->lines] = (struct sim_queue_line){ 0 };
		q->idle[q->idles++] = (uint32_t)q->lines++;
	}
	*out = &q->line[q->idle[q->idles - 1]].text;
	buf_clear(*out);
	return (RC_OK);
}

static bool
before(const struct sim_queue_slot *a, const struct sim_queue_slot *b)
{

	if (a->received_ms != b->received_ms)
		return (a->received_ms < b->received_ms);
	return (a->order < b->order);
}

rc
sim_queue_put(struct sim_queue *q, int64_t received_ms,
    enum sim_source source, size_t cut)
{
	struct sim_queue_slot s = { received_ms, q->order++, 0 };
	size_t at;

	if (!mem_room(&q->heap, q->n, &q->cap, sizeof(*q->heap)))
		return (RC_NOMEM);
	s.line = q->idle[--q->idles];
	if (q->line[s.line].text.failed)
		return (RC_NOMEM);
	q->line[s.line].cut = cut;
	q->line[s.line].source = source;
	for (at = q->n++; at > 0; at = (at - 1) / 2) {
		if (!before(&s, &q->heap[(at - 1) / 2]))
			break;
		q->heap[at] = q->heap[(at - 1) / 2];
	}
	q->heap[at] = s;
	return (RC_OK);
}

static struct sim_queue_slot
pop(struct sim_queue *q)
{
	struct sim_queue_slot top = q->heap[0], s = q->heap[--q->n];
	size_t at = 0, kid;

	while ((kid = 2 * at + 1) < q->n) {
		if (kid + 1 < q->n && before(&q->heap[kid + 1], &q->heap[kid]))
			kid++;
		if (!before(&q->heap[kid], &s))
			break;
		q->heap[at] = q->heap[kid];
		at = kid;
	}
	q->heap[at] = s;
	return (top);
}

static rc
drain(struct sim_queue *q)
{
	rc got = RC_OK;

	if (q->out.failed)
		return (RC_NOMEM);
	if (q->out.n > 0)
		got = q->sink(q->arg, buf_span(&q->out));
	buf_clear(&q->out);
	return (got);
}

rc
sim_queue_until(struct sim_queue *q, int64_t now_ms)
{
	rc got;

	while (q->n > 0 && q->heap[0].received_ms <= now_ms) {
		struct sim_queue_slot s = pop(q);
		struct sim_queue_line *l = &q->line[s.line];

		/* Never fails: room for every line was made in open. */
		q->idle[q->idles++] = s.line;
		q->last_ms = s.received_ms;
		buf_put(&q->out, (struct span){ l->text.p, l->cut });
		buf_int(&q->out, (int64_t)++q->seq[l->source]);
		buf_put(&q->out, span_from(buf_span(&l->text), l->cut));
		q->written++;
		if (q->out.n >= OUT_BYTES && (got = drain(q)) != RC_OK)
			return (got);
	}
	return (now_ms == INT64_MAX ? drain(q) : RC_OK);
}

void
sim_queue_release(struct sim_queue *q)
{

	for (size_t i = 0; i < q->lines; i++)
		buf_release(&q->line[i].text);
	mem_free(q->line);
	mem_free(q->heap);
	mem_free(q->idle);
	buf_release(&q->out);
	*q = (struct sim_queue){ 0 };
}
