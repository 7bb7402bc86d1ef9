/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of a plan of names: a node for each beginning of a name, an edge
 * for each key that leads on from it, all edges in one table.
 *
 *	a.b.c:  (top) -a-> (a) -b-> (a.b) -c-> slot
 *	          |          `---- b.c ------> slot
 *	          |---- a.b ------> (a.b)
 *	          `---- a.b.c ---------------> slot
 */
#ifndef BASE_JSON_PICK_PLAN_H
#define BASE_JSON_PICK_PLAN_H

#include "base/json_pick.h"

/** A slot that a key fills. */
struct json_pick_target {
	uint32_t	next;		/* Of the same key, or 0. */
	uint16_t	slot;
	uint16_t	turn;		/* Place among the alternatives. */
};

/** A key that leads on. */
struct json_pick_edge {
	struct span	key;		/* Empty of `*`. */
	uint32_t	from;		/* Node. */
	uint32_t	to;		/* Node, or 0. */
	uint32_t	target;		/* First, or 0. */
	uint32_t	parts;		/* Components of the key. */
};

struct json_pick_node {
	uint32_t	star;		/* Edge of `*`, or 0. */
	uint32_t	edges;
};

/** A place of the table of edges. */
struct json_pick_place {
	uint32_t	tag;		/* Low half of the hash. */
	uint32_t	edge;		/* Or 0: free. */
};

struct json_pick {
	struct json_pick_node	*node;		/* Owned; 0 is the top. */
	size_t			 nodes, node_cap;
	struct json_pick_edge	*edge;		/* Owned; from 1. */
	size_t			 edges, edge_cap;
	struct json_pick_target	*target;	/* Owned; from 1. */
	size_t			 targets, target_cap;
	struct json_pick_place	*place;		/* Owned. */
	size_t			 places;	/* Power of two. */
	size_t			 slots;
	struct arena		 arena;		/* Owned; the names. */
};

/**
 * json_pick_plan_find(plan, node, key, hash): The edge of ${key}, whose
 * hash_64() is ${hash}, from ${node}; or 0.
 */
static inline uint32_t
json_pick_plan_find(const struct json_pick *plan, uint32_t node,
    struct span key, uint64_t hash)
{
	uint64_t h = hash + node * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (h >> 32) & (plan->places - 1);

	for (; plan->place[at].edge != 0; at = (at + 1) & (plan->places - 1)) {
		const struct json_pick_edge *e;

		if (plan->place[at].tag != (uint32_t)h)
			continue;
		e = &plan->edge[plan->place[at].edge];
		if (e->from == node && span_eq(e->key, key))
			return (plan->place[at].edge);
	}
	return (0);
}

#endif
