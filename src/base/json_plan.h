/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of a plan: a tree of known keys, and a table a node to find a kid
 * by its hash.
 *
 *	node[0] top -- "vehicle" -- "id"
 *	            `- "signals" -- "Vehicle.Speed"
 */
#ifndef BASE_JSON_PLAN_H
#define BASE_JSON_PLAN_H

#include "base/json.h"

#define JSON_PLAN_QUOTED	64	/* Bytes of a key compared at once. */

/* Bits of json_node.flags. */
#define JSON_NODE_LITERAL	0x01	/* Writes over others of its slot. */
#define JSON_NODE_SHADOWED	0x02	/* May find a literal in its slot. */
#define JSON_NODE_QUIET		0x04	/* Unknown kids are no news. */

/** One known key. */
struct json_node {
	char		 quoted[JSON_PLAN_QUOTED];
					/* The first bytes of text. */
	const char	*text;		/* "key": with quotes and colon. */
	uint32_t	 n;		/* Bytes of text. */
	uint32_t	 table;		/* Its first place in plan.table. */
	uint32_t	 mask;		/* Its places - 1. */
	uint32_t	 kids;
	uint16_t	 slot;		/* Or JSON_NO_SLOT. */
	uint16_t	 parent;
	uint16_t	 kid;		/* First kid, or 0. */
	uint16_t	 sibling;	/* Next kid of its parent, or 0. */
	uint8_t		 flags;
	uint8_t		 map;
	bool		 guess;		/* Nothing in it needs an escape. */
	struct span	 path;		/* From the top, joined by dots. */
};

struct json_plan {
	struct json_node	*node;	/* Owned. */
	uint16_t		*table;	/* Owned; nodes, 0 is free. */
	size_t			 nodes;
	size_t			 cap;
	size_t			 slots;
	uint32_t		 depth, keys;
	struct arena		 arena;	/* Owned; texts. */
};

/** What a reader remembers of a node. */
struct json_mark {
	uint32_t	seen;		/* Object that had it last. */
	uint16_t	next[2];	/* Nodes that followed it. */
	uint16_t	first[2];	/* Kids that came first in it. */
};

/** json_plan_key(node): The key of a node. */
static inline struct span
json_plan_key(const struct json_node *n)
{

	return ((struct span){ n->text + 1, n->n - 3 });
}

/** json_plan_find(plan, at, key, hash): The kid of node ${at}, or 0. */
unsigned json_plan_find(const struct json_plan *, unsigned, struct span,
    uint64_t);

#endif
