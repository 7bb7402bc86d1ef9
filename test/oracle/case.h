/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A case of the oracle: rules, correlations and a journal, as plain data.
 * It is printed as Sigma YAML and JSON lines for the product, and judged as
 * it stands by the oracle.
 *
 *	dice -> gen -> struct o_case -> print -> product -> fires \
 *	                      \-------> truth, windows ---> fires -> compare
 */
#ifndef ORACLE_CASE_H
#define ORACLE_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define O_FIELDS	8		/* k l g h u v w x */
#define O_LETTERS	"klghuvwx"
#define O_TEXT		16		/* Bytes of a text, with its end. */
#define O_MEMBERS	3		/* Of an array. */
#define O_RULES		5
#define O_CORRS		6
#define O_EVENTS	64		/* One bit each in a window. */
#define O_REFS		4		/* Rules of a correlation. */
#define O_KEYS		2		/* Of group-by, and of field. */
#define O_NODES		12		/* Of a condition. */
#define O_NONE		INT64_MIN	/* No such time. */

/* The greatest of everything that a case can tell. */
#define O_FIRES		4096

enum o_type { O_ABSENT, O_NULL, O_BOOL, O_NUM, O_STR, O_LIST, O_MAP };

struct o_scalar {
	enum o_type	type;
	double		num;		/* O_BOOL: 0 or 1. */
	bool		whole;		/* O_NUM: written without a point. */
	char		text[O_TEXT];
};

struct o_value {
	struct o_scalar	one;		/* If its type is O_LIST: */
	size_t		n;
	struct o_scalar	member[O_MEMBERS];
};

enum o_op {
	O_EQ, O_CONTAINS, O_STARTS, O_ENDS, O_EXISTS, O_GT, O_GTE, O_LT,
	O_LTE, O_REF
};

/* "field|modifiers: values" */
struct o_item {
	unsigned	field;
	enum o_op	op;
	bool		all, neq, cased;
	size_t		n;
	struct o_scalar	want[3];
	unsigned	other;		/* O_REF: the field compared with. */
};

/* A list of maps: any of them, all items of it. */
struct o_sel {
	size_t		maps, items[2];
	struct o_item	item[2][2];
};

enum o_node { O_AND, O_OR, O_NOT, O_NAME, O_ANY_OF, O_ALL_OF };

/* A tree in an array; node 0 is its root. */
struct o_expr {
	size_t		n;
	struct {
		enum o_node	op;
		unsigned	a, b;	/* Nodes; O_NAME: a is which. */
	} node[O_NODES];
};

struct o_rule {
	size_t		sels;
	struct o_sel	sel[3];
	struct o_expr	when;
};

enum o_kind {
	O_EVENT_COUNT, O_VALUE_COUNT, O_SUM, O_AVG, O_PERCENTILE, O_MEDIAN,
	O_TEMPORAL, O_ORDERED, O_ABSENCE
};

enum o_cmp { O_C_GT, O_C_GTE, O_C_LT, O_C_LTE, O_C_EQ, O_C_NEQ };

/* A name in group-by or field, and what it is in each of the rules. */
struct o_name {
	char		name[4];
	bool		alias;
	char		of[O_REFS][4];
};

struct o_corr {
	enum o_kind	kind;
	size_t		refs;
	unsigned	ref[O_REFS];	/* < O_RULES: a rule; else a corr. */
	size_t		keys, fields;
	struct o_name	key[O_KEYS], field[O_KEYS];
	int64_t		span_s;
	int64_t		late_s;		/* x-lateness; O_NONE: not stated. */
	int64_t		before_s;	/* x-before; O_NONE. */
	int64_t		gap_s;		/* Session; O_NONE: trailing. */
	size_t		bounds;
	struct { enum o_cmp cmp; double n; } bound[2];
	double		percentile;
	bool		text;		/* ${when} is the condition. */
	struct o_expr	when;
	bool		generate;
	int64_t		rearm_s;	/* O_NONE: by default. */
};

/* A line of the journal. */
struct o_event {
	unsigned	id;		/* Equal ids: a duplicate. */
	unsigned	tenant, entity, source;
	int64_t		received;	/* ms, or O_NONE. */
	int64_t		time;		/* As written, ms. */
	struct o_value	value[O_FIELDS];
};

struct o_case {
	size_t		rules, corrs, events;
	struct o_rule	rule[O_RULES];
	struct o_corr	corr[O_CORRS];
	struct o_event	event[O_EVENTS];
	int64_t		until;		/* --until TIME, or O_NONE. */
	bool		corrs_first;	/* Order of the documents. */
};

/* A true point as it was told. */
struct o_fire {
	unsigned	corr;
	unsigned	tenant;
	char		key[64];	/* group-by values, each and '/'. */
	int64_t		te;
	uint64_t	by;		/* Line of the deciding event, from 1 */
	uint64_t	at;		/* Line that made it known; 1 + events:
					 * the end. */
	double		value;
	bool		has_value, exact;
	uint64_t	window;		/* Bit l - 1: line l is in it. */
	uint64_t	ends;		/* ... and is of the first, or last. */
	/* Of the product: what a fire shows. */
	uint64_t	events, newest;	/* Number, greatest of the lines. */
	uint64_t	rest;		/* Lines greater than this: */
	uint64_t	told;
};

#define O_SHOWN	8			/* Lines that a fire shows of either. */

struct o_counts {
	uint64_t	no_key, too_late, not_number, open;
};

struct o_result {
	size_t		n;
	struct o_fire	fire[O_FIRES];
	struct o_counts	count[O_CORRS];
	bool		full;		/* More than fit. */
};

#endif
