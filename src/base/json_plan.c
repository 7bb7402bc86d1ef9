/* SPDX-License-Identifier: Apache-2.0 */
/* Which places of a line go to which slot. */
#include "base/hash.h"
#include "base/json_plan.h"
#include "base/mem.h"

#define NODES_MOST	65535		/* Node numbers are 16 bits wide. */
#define KEY_MOST	65536		/* No line is longer. */

/* May the text of ${key} be compared with a line as it is? */
static bool
is_plain(struct span key)
{

	for (size_t i = 0; i < key.n; i++)
		if ((unsigned char)key.p[i] < 0x20 || key.p[i] == '"' ||
		    key.p[i] == '\\')
			return (false);
	return (true);
}

static rc
name(struct json_plan *plan, struct json_node *n, struct span key)
{
	struct span up = plan->node[n->parent].path;
	size_t dot = n->parent != 0;
	char *text, *path;

	if ((text = arena_take(&plan->arena, key.n + 4)) == NULL ||
	    (path = arena_take(&plan->arena, up.n + key.n + 2)) == NULL)
		return (RC_NOMEM);
	text[0] = '"';
	if (key.n > 0)
		memcpy(text + 1, key.p, key.n);
	memcpy(text + 1 + key.n, "\":", 2);
	n->text = text;
	n->n = (uint32_t)key.n + 3;
	memcpy(n->quoted, text, n->n < sizeof(n->quoted) ?
	    n->n : sizeof(n->quoted));
	n->guess = is_plain(key);

	if (dot) {
		memcpy(path, up.p, up.n);
		path[up.n] = '.';
	}
	if (key.n > 0)
		memcpy(path + up.n + dot, key.p, key.n);
	n->path = (struct span){ path, up.n + dot + key.n };
	return (RC_OK);
}

/* The kid ${key} of node ${at}, made if it is not there. */
static rc
kid(struct json_plan *plan, unsigned at, struct span key, unsigned *ret)
{
	struct json_node *n;
	unsigned i;
	rc r;

	for (i = plan->node[at].kid; i != 0; i = plan->node[i].sibling)
		if (span_eq(json_plan_key(&plan->node[i]), key)) {
			*ret = i;
			return (RC_OK);
		}
	if (plan->nodes == NODES_MOST || key.n > KEY_MOST)
		return (RC_LIMIT);
	if (!mem_room(&plan->node, plan->nodes, &plan->cap, sizeof(*n)))
		return (RC_NOMEM);
	n = &plan->node[plan->nodes];
	*n = (struct json_node){ .slot = JSON_NO_SLOT,
	    .parent = (uint16_t)at };
	if ((r = name(plan, n, key)) != RC_OK)
		return (r);
	n->sibling = plan->node[at].kid;
	plan->node[at].kid = (uint16_t)plan->nodes;
	plan->node[at].kids++;
	*ret = (unsigned)plan->nodes++;
	return (RC_OK);
}

static rc
add(struct json_plan *plan, const struct json_row *row, struct err *e)
{
	struct json_node *n;
	unsigned at = 0;
	rc r;

	for (size_t i = 0; i < row->segs; i++)
		if ((r = kid(plan, at, row->seg[i], &at)) != RC_OK)
			return (rc_fail(e, r, 0, "field plan: %s",
			    r == RC_LIMIT ? "too many keys" : rc_text(r)));
	n = &plan->node[at];
	if (row->slot != JSON_NO_SLOT) {
		if (n->slot != JSON_NO_SLOT && n->slot != row->slot)
			return (rc_fail(e, RC_CONFLICT, 0, "field plan: "
			    "%.64s has slots %u and %u", n->path.p != NULL ?
			    n->path.p : "", n->slot, row->slot));
		n->slot = row->slot;
		if (row->slot >= plan->slots)
			plan->slots = row->slot + (size_t)1;
	}
	if (row->flags & JSON_ROW_LITERAL)
		n->flags |= JSON_NODE_LITERAL;
	if (row->flags & JSON_ROW_QUIET)
		n->flags |= JSON_NODE_QUIET;
	if (row->map != 0)
		n->map = row->map;
	return (RC_OK);
}

/* Nodes that share their slot with a literal one look before they write. */
static rc
shadow(struct json_plan *plan)
{
	bool *literal = mem_array(plan->slots, sizeof(*literal));

	if (literal == NULL)
		return (RC_NOMEM);
	for (size_t i = 0; i < plan->nodes; i++)
		if (plan->node[i].flags & JSON_NODE_LITERAL &&
		    plan->node[i].slot != JSON_NO_SLOT)
			literal[plan->node[i].slot] = true;
	for (size_t i = 0; i < plan->nodes; i++)
		if (!(plan->node[i].flags & JSON_NODE_LITERAL) &&
		    plan->node[i].slot != JSON_NO_SLOT &&
		    literal[plan->node[i].slot])
			plan->node[i].flags |= JSON_NODE_SHADOWED;
	mem_free(literal);
	return (RC_OK);
}

/* Parents come before their kids, so one pass hands maps down. */
static void
inherit(struct json_plan *plan)
{

	for (size_t i = 1; i < plan->nodes; i++)
		if (plan->node[i].map == 0)
			plan->node[i].map =
			    plan->node[plan->node[i].parent].map;
}

/* Give each node its table, at most half full. */
static rc
tables(struct json_plan *plan)
{
	size_t at = 0;

	for (size_t i = 0; i < plan->nodes; i++) {
		struct json_node *n = &plan->node[i];
		uint32_t places = 2;

		while (places < n->kids * 2)
			places *= 2;
		n->table = (uint32_t)at;
		n->mask = places - 1;
		at += n->kids > 0 ? places : 0;
	}
	if ((plan->table = mem_array(at, sizeof(*plan->table))) == NULL)
		return (RC_NOMEM);
	for (size_t i = 1; i < plan->nodes; i++) {
		struct json_node *up = &plan->node[plan->node[i].parent];
		uint64_t h = hash_64(json_plan_key(&plan->node[i]));

		while (plan->table[up->table + (h & up->mask)] != 0)
			h++;
		plan->table[up->table + (h & up->mask)] = (uint16_t)i;
	}
	return (RC_OK);
}

unsigned
json_plan_find(const struct json_plan *plan, unsigned at, struct span key,
    uint64_t hash)
{
	const struct json_node *n = &plan->node[at];
	unsigned i;

	if (n->kids == 0)
		return (0);
	for (; (i = plan->table[n->table + (hash & n->mask)]) != 0; hash++)
		if (span_eq(json_plan_key(&plan->node[i]), key))
			break;
	return (i);
}

rc
json_plan_new(const struct json_row *rows, size_t n,
    const struct json_limits *limits, struct json_plan **ret, struct err *e)
{
	static const struct json_limits usual = { .depth = 0 };
	struct json_plan *plan = NULL;
	rc r = RC_NOMEM;

	if (limits == NULL)
		limits = &usual;
	if ((plan = mem_new(sizeof(*plan))) == NULL ||
	    !mem_room(&plan->node, 0, &plan->cap, sizeof(*plan->node)))
		goto out;
	plan->depth = limits->depth != 0 ? limits->depth : JSON_DEPTH;
	if (plan->depth > JSON_DEPTH_MOST)
		plan->depth = JSON_DEPTH_MOST;
	plan->keys = limits->keys != 0 ? limits->keys : JSON_KEYS;
	plan->node[0] = (struct json_node){ .slot = JSON_NO_SLOT };
	plan->nodes = 1;

	for (size_t i = 0; i < n; i++)
		if ((r = add(plan, &rows[i], e)) != RC_OK)
			goto out;
	inherit(plan);
	if ((r = shadow(plan)) != RC_OK || (r = tables(plan)) != RC_OK)
		goto out;

	/* The caller owns it now. */
	*ret = plan;
	plan = NULL;
out:
	json_plan_free(plan);
	return (r == RC_NOMEM ? rc_fail(e, r, 0, "field plan") : r);
}

size_t
json_plan_slots(const struct json_plan *plan)
{

	return (plan->slots);
}

void
json_plan_free(struct json_plan *plan)
{

	if (plan == NULL)
		return;
	arena_release(&plan->arena);
	mem_free(plan->table);
	mem_free(plan->node);
	mem_free(plan);
}
