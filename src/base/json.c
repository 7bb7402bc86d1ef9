/* SPDX-License-Identifier: Apache-2.0 */
/* The planned reader: what is the same on every machine. */
#include "base/json.h"
#include "base/json_avx2.h"
#include "base/json_plain.h"
#include "base/json_plan.h"
#include "base/json_seen.h"
#include "base/mem.h"

rc
json_reader_init(struct json_reader *r, const struct json_plan *plan,
    bool portable)
{

	*r = (struct json_reader){ .plan = plan,
	    .portable = portable || !json_avx2_here() };
	if ((r->mark = mem_array(plan->nodes, sizeof(*r->mark))) == NULL ||
	    (r->set = mem_array(plan->slots, sizeof(*r->set))) == NULL ||
	    (r->slot = mem_array(plan->slots, sizeof(*r->slot))) == NULL) {
		json_reader_release(r);
		return (RC_NOMEM);
	}
	return (RC_OK);
}

void
json_reader_release(struct json_reader *r)
{

	mem_free(r->mark);
	mem_free(r->member);
	mem_free(r->set);
	mem_free(r->slot);
	json_seen_release(&r->seen);
	*r = (struct json_reader){ .plan = NULL };
}

/* Empty the slots: of the reader's own only those that were filled. */
static void
clear(const struct json_plan *plan, struct json_reader *r,
    struct json_out *out)
{
	bool own = out->slot == NULL;

	for (uint32_t i = 0; own && i < r->set_n; i++)
		r->slot[r->set[i]] = (struct json_val){ .type = JSON_ABSENT };
	if (!own && plan->slots > 0)
		memset(out->slot, 0, plan->slots * sizeof(*out->slot));
	*out = (struct json_out){ .slot = own ? r->slot : out->slot,
	    .arena = out->arena, .set = r->set };
}

rc
json_read(const struct json_plan *plan, struct json_reader *r,
    struct span line, struct json_out *out, struct err *e)
{
	rc rv;

	BUG_IF(r->plan != plan);
	if (line.n > INT32_MAX)
		return (rc_fail(e, RC_LIMIT, 0, "more than %d bytes",
		    INT32_MAX));

	/* Objects are numbered on from line to line; before the numbers run
	 * out, all that bears one is forgotten. */
	if (UINT32_MAX - r->serial <= line.n) {
		for (size_t i = 0; i < plan->nodes; i++)
			r->mark[i].seen = 0;
		r->serial = 0;
	}
	json_seen_begin(&r->seen, r->serial);

	clear(plan, r, out);
	rv = r->portable || line.n < JSON_AVX2_LEAST ?
	    json_plain_read(plan, r, line, out, e) :
	    json_avx2_read(plan, r, line, out, e);
	if (out->slot == r->slot)
		r->set_n = out->set_n;
	return (rv);
}
