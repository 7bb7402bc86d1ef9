/* SPDX-License-Identifier: Apache-2.0 */
/* From names to the keys under which they may stand. */
#include "base/hash.h"
#include "base/json_pick_plan.h"
#include "base/map.h"
#include "base/mem.h"

#define EDGES_MOST	(1u << 20)	/* Names of many parts have many. */
#define PLACES_LEAST	64

/* The plan at work. */
struct build {
	struct json_pick	*plan;
	struct map		 by_prefix;	/* Beginning -> node. */
	struct span		*prefix;	/* Owned; by node. */
	size_t			 prefix_cap;
};

/* One alternative of a name, cut at its dots. */
struct path {
	struct span	name;
	size_t		from[JSON_PICK_PARTS];	/* Where parts begin. */
	size_t		n;
};

/* Cut the next alternative off ${rest}; was there one? */
static bool
alternative(struct span *rest, struct span *ret)
{
	const char *bar;

	if (rest->p == NULL)
		return (false);
	bar = rest->n > 0 ? memchr(rest->p, '|', rest->n) : NULL;
	*ret = *rest;
	if (bar == NULL) {
		*rest = (struct span){ NULL, 0 };
		return (true);
	}
	ret->n = (size_t)(bar - rest->p);
	*rest = span_from(*rest, ret->n + 1);
	return (true);
}

static bool
cut(struct span name, struct path *p)
{

	p->name = name;
	p->n = 1;
	p->from[0] = 0;
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] != '.')
			continue;
		if (p->n == JSON_PICK_PARTS)
			return (false);
		p->from[p->n++] = i + 1;
	}
	return (name.n > 0);
}

/* Parts ${i} to, not with, ${j} as one key. */
static struct span
key_of(const struct path *p, size_t i, size_t j)
{
	size_t end = j == p->n ? p->name.n : p->from[j] - 1;

	return ((struct span){ p->name.p + p->from[i], end - p->from[i] });
}

static bool
is_star(struct span key)
{

	return (key.n == 1 && key.p[0] == '*');
}

rc
json_pick_plan_check(struct span name)
{
	struct path p;
	struct span one;

	if (name.n == 0 || name.n > JSON_PICK_NAME)
		return (RC_LIMIT);
	while (alternative(&name, &one))
		if (!cut(one, &p))
			return (RC_LIMIT);
	return (RC_OK);
}

static struct span
prefix_of(const void *owner, uint32_t node)
{
	const struct build *b = owner;

	return (b->prefix[node]);
}

/* The node after the first ${n} parts. */
static rc
node_of(struct build *b, const struct path *p, size_t n, uint32_t *ret)
{
	struct json_pick *plan = b->plan;
	struct span prefix = key_of(p, 0, n);
	rc r;

	if ((*ret = map_get(&b->by_prefix, prefix)) != MAP_NONE)
		return (RC_OK);
	if (!mem_room(&plan->node, plan->nodes, &plan->node_cap,
	    sizeof(*plan->node)) || !mem_room(&b->prefix, plan->nodes,
	    &b->prefix_cap, sizeof(*b->prefix)))
		return (RC_NOMEM);
	b->prefix[plan->nodes] = prefix;
	if ((r = map_put(&b->by_prefix, prefix, (uint32_t)plan->nodes)) !=
	    RC_OK)
		return (r);
	plan->node[plan->nodes] = (struct json_pick_node){ 0, 0 };
	*ret = (uint32_t)plan->nodes++;
	return (RC_OK);
}

/* Where the edge ${at} goes in the table. */
static void
file(struct json_pick *plan, uint32_t at)
{
	const struct json_pick_edge *e = &plan->edge[at];
	uint64_t h = hash_64(e->key) +
	    e->from * UINT64_C(0x9e3779b97f4a7c15);
	size_t i = (h >> 32) & (plan->places - 1);

	while (plan->place[i].edge != 0)
		i = (i + 1) & (plan->places - 1);
	plan->place[i] = (struct json_pick_place){ (uint32_t)h, at };
}

/* Keep the table at most half full. */
static rc
widen(struct json_pick *plan)
{
	size_t want = plan->places > 0 ? plan->places * 2 : PLACES_LEAST;
	struct json_pick_place *place;

	if (plan->edges * 2 < plan->places)
		return (RC_OK);
	if ((place = mem_array(want, sizeof(*place))) == NULL)
		return (RC_NOMEM);
	mem_free(plan->place);
	plan->place = place;
	plan->places = want;
	for (uint32_t i = 1; i < plan->edges; i++)
		if (plan->edge[i].key.p != NULL)
			file(plan, i);
	return (RC_OK);
}

/* The edge of ${key} from ${node}, made if it is not there. */
static rc
edge_of(struct json_pick *plan, uint32_t node, struct span key, size_t parts,
    uint32_t *ret)
{
	bool star = is_star(key);
	rc r;

	*ret = star ? plan->node[node].star :
	    json_pick_plan_find(plan, node, key, hash_64(key));
	if (*ret != 0)
		return (RC_OK);
	if (plan->edges == EDGES_MOST)
		return (RC_LIMIT);
	if ((r = widen(plan)) != RC_OK)
		return (r);
	if (!mem_room(&plan->edge, plan->edges, &plan->edge_cap,
	    sizeof(*plan->edge)))
		return (RC_NOMEM);
	*ret = (uint32_t)plan->edges++;
	plan->edge[*ret] = (struct json_pick_edge){ .key = key, .from = node,
	    .parts = (uint32_t)parts };
	if (star) {
		plan->edge[*ret].key = (struct span){ NULL, 0 };
		plan->node[node].star = *ret;
		return (RC_OK);
	}
	plan->node[node].edges++;
	file(plan, *ret);
	return (RC_OK);
}

static rc
target(struct json_pick *plan, uint32_t edge, size_t slot, size_t turn)
{
	struct json_pick_edge *e = &plan->edge[edge];

	if (!mem_room(&plan->target, plan->targets, &plan->target_cap,
	    sizeof(*plan->target)))
		return (RC_NOMEM);
	plan->target[plan->targets] = (struct json_pick_target){ e->target,
	    (uint16_t)slot, (uint16_t)turn };
	e->target = (uint32_t)plan->targets++;
	return (RC_OK);
}

/* All keys that may lead from the first ${i} parts on. */
static rc
lead_on(struct build *b, const struct path *p, size_t i, size_t slot,
    size_t turn)
{
	uint32_t from = 0, to, edge;
	rc r = RC_OK;

	if (i > 0 && (r = node_of(b, p, i, &from)) != RC_OK)
		return (r);
	for (size_t j = i + 1; j <= p->n && r == RC_OK; j++) {
		/* `*` is a key by itself, never part of one. */
		if (j > i + 1 && (is_star(key_of(p, i, i + 1)) ||
		    is_star(key_of(p, j - 1, j))))
			break;
		if ((r = edge_of(b->plan, from, key_of(p, i, j), j - i,
		    &edge)) != RC_OK)
			break;
		if (j == p->n) {
			r = target(b->plan, edge, slot, turn);
		} else if ((r = node_of(b, p, j, &to)) == RC_OK) {
			b->plan->edge[edge].to = to;
		}
	}
	return (r);
}

static rc
add(struct build *b, struct span name, size_t slot)
{
	struct span one;
	struct path p;
	char *copy;
	rc r;

	if ((r = json_pick_plan_check(name)) != RC_OK)
		return (r);
	if ((copy = arena_copy(&b->plan->arena, name)) == NULL)
		return (RC_NOMEM);
	name.p = copy;
	for (size_t turn = 0; alternative(&name, &one); turn++) {
		BUG_IF(!cut(one, &p));
		for (size_t i = 0; i < p.n; i++)
			if ((r = lead_on(b, &p, i, slot, turn)) != RC_OK)
				return (r);
	}
	return (RC_OK);
}

/* Places that stand for none: the top, edge 0, target 0. */
static rc
begin(struct json_pick *plan)
{

	if (!mem_room(&plan->node, 0, &plan->node_cap, sizeof(*plan->node)) ||
	    !mem_room(&plan->edge, 0, &plan->edge_cap, sizeof(*plan->edge)) ||
	    !mem_room(&plan->target, 0, &plan->target_cap,
	    sizeof(*plan->target)))
		return (RC_NOMEM);
	plan->node[0] = (struct json_pick_node){ 0, 0 };
	plan->edge[0] = (struct json_pick_edge){ .from = 0 };
	plan->target[0] = (struct json_pick_target){ 0, 0, 0 };
	plan->nodes = plan->edges = plan->targets = 1;
	return (widen(plan));
}

rc
json_pick_plan_new(const struct span *names, size_t n, struct json_pick **ret,
    struct err *e)
{
	struct json_pick *plan = mem_new(sizeof(*plan));
	struct build b = { .plan = plan };
	rc r = RC_NOMEM;

	if (plan == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "plan of names"));
	map_init(&b.by_prefix, prefix_of, &b);
	if (n > JSON_PICK_NAMES) {
		r = RC_LIMIT;
		goto out;
	}
	plan->slots = n;
	if ((r = begin(plan)) != RC_OK ||
	    !mem_room(&b.prefix, 0, &b.prefix_cap, sizeof(*b.prefix))) {
		r = RC_NOMEM;
		goto out;
	}
	for (size_t i = 0; i < n; i++)
		if ((r = add(&b, names[i], i)) != RC_OK)
			goto out;
	*ret = plan;
	plan = NULL;
out:
	map_release(&b.by_prefix);
	mem_free(b.prefix);
	json_pick_plan_free(plan);
	return (r == RC_OK ? r : rc_fail(e, r, 0, "plan of names: %s",
	    rc_text(r)));
}

void
json_pick_plan_free(struct json_pick *plan)
{

	if (plan == NULL)
		return;
	arena_release(&plan->arena);
	mem_free(plan->node);
	mem_free(plan->edge);
	mem_free(plan->target);
	mem_free(plan->place);
	mem_free(plan);
}
