/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A compiled mapping, as mapping_load.c builds it and mapping_apply.c reads
 * it; nobody else includes this.  All of it lives in ${mem}.
 *
 *	mapping -> block (one event each) -> field -> refs -> cells of the row
 *	                 |  when                | when   ^
 *	                 +------> cond ---------+--------+
 */
#ifndef SOURCE_MAPPING_PLAN_H
#define SOURCE_MAPPING_PLAN_H

#include "base/arena.h"
#include "codec/convert.h"
#include "codec/csv.h"
#include "codec/logline.h"
#include "source/mapping.h"
#include "source/row.h"

#define MAPPING_SEGS	5	/* client.tls.cert.not_after and one spare */

/** A cell by its path; several users share one. */
struct mapping_ref {
	struct span	path;
	uint64_t	hash;
	unsigned	line, col;	/* Where it was first named. */
	uint32_t	cell;		/* In this row, or ROW_NONE. */
	bool		star;		/* "*" in it: found anew per member. */
	bool		member;		/* "$": the member itself. */
	bool		needed;		/* A CSV header must have it. */
};

enum mapping_op {
	MAPPING_ALL, MAPPING_ANY, MAPPING_NOT,		/* of kids */
	MAPPING_IS, MAPPING_ISNT, MAPPING_STARTS, MAPPING_ENDS,
	MAPPING_CONTAINS,				/* one of texts */
	MAPPING_EXISTS,					/* yes */
	MAPPING_GT, MAPPING_GTE, MAPPING_LT, MAPPING_LTE	/* num */
};

struct mapping_cond {
	enum mapping_op			 op;
	uint32_t			 ref;
	bool				 yes;
	double				 num;
	struct span			*text;
	size_t				 n;
	struct mapping_cond		*kid, *next;
};

/** One conversion; without ${c} it is scale and offset. */
struct mapping_step {
	const struct convert	*c;
	struct convert_arg	 arg;
	bool			 zoned;		/* The pattern has %z. */
	double			 scale, offset;
};

struct mapping_pair {
	struct span	from;
	struct value	to;
};

struct mapping_field {
	struct span		 target;
	struct span		 seg[MAPPING_SEGS];
	size_t			 segs;
	enum value_type		 type;
	unsigned		 line, col;
	uint32_t		*ref;
	size_t			 refs;
	bool			 any;		/* First of refs, not all. */
	struct span		 join;
	struct value		 fixed;
	struct mapping_step	*step;
	size_t			 steps;
	struct mapping_pair	*pair;
	size_t			 pairs;
	const struct value	*other;		/* "*" of map, or NULL. */
	struct value		 fallback;
	struct mapping_cond	*when;
	struct span		 split;
	int64_t			 part;
	bool			 required, keep_bad;
};

struct mapping_block {
	struct span		 type;
	struct mapping_cond	*when;
	uint32_t		 each;		/* A ref, or ROW_NONE. */
	struct span		 split;
	struct mapping_field	*field;		/* In order of writing. */
	size_t			 n;
};

struct mapping_skip {
	const char		*reason;
	struct mapping_cond	*when;
};

enum mapping_extra { MAPPING_EXTRA_REFUSE, MAPPING_EXTRA_EMPTY,
	MAPPING_EXTRA_IGNORE };

struct mapping {
	struct arena		 mem;
	const char		*name, *help;
	enum mapping_format	 format;
	struct csv		 csv;
	bool			 header;	/* The file has names. */
	struct span		*column;	/* Else these. */
	size_t			 columns;
	enum mapping_extra	 extra;
	bool			 missing;	/* Short rows are fine. */
	const struct logline	*pattern;
	struct span		 source_name, source_kind, source_instance;
	bool			 unordered;
	bool			 starts;	/* A step counts from it. */
	bool			 started;	/* It was said. */
	int64_t			 start_ms;
	struct span		*absent;
	size_t			 absents;
	struct mapping_skip	*skip;
	size_t			 skips;
	struct mapping_block	*block;
	size_t			 blocks;
	uint32_t		*drop;		/* Refs. */
	size_t			 drops;
	bool			 forget;	/* unmapped: drop */
	struct mapping_ref	*ref;
	size_t			 refs, refs_cap;

	/* While rows come in. */
	bool			 awaits;	/* The header is next. */
	bool			 tell_left;
	struct row		 row;
	struct buf		 first, rest;	/* Events of the row at hand. */
	struct buf		 id;		/* What the id is made from. */
	struct buf		 text;		/* Joined cells. */
	struct buf		 room[2];	/* Of conversions, in turns. */
	struct buf		 cut;		/* Of rows: unescaped cells. */
};

#endif
