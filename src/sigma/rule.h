/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What loading makes of documents; internal to src/sigma.
 *
 *	rule -> expr AND/OR/NOT -> item "field|mod: values" -> want -> test
 *
 * A test looks at one field (any member of an array).  The tree is what
 * sigma_why() walks; sigma_plan.c makes the fast path of it.
 */
#ifndef SIGMA_RULE_H
#define SIGMA_RULE_H

#include <hs/hs.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/yaml.h"
#include "base/cidr.h"
#include "base/glob.h"
#include "sigma/modifiers.h"
#include "model/numeric.h"
#include "sigma/sigma.h"

#define RULE_NO_SLOT	UINT32_MAX	/* Keywords have no field. */
#define RULE_DEPTH_MAX	10		/* Correlations over correlations. */
#define RULE_REFS_MAX	32		/* Rules of one correlation. */
#define RULE_KEYS_MAX	16		/* Names in group-by, in field. */
#define RULE_STAGES_MAX	256		/* Of all branches of a text. */
#define RULE_ADDED_MAX	16		/* Conditions that pipelines add. */

enum test_op {
	TEST_TEXT,		/* Pattern; a number compares as one. */
	TEST_NULL,
	TEST_EXISTS,
	TEST_ORDER,		/* ${mod}: MOD_LT ... MOD_GTE */
	TEST_PART,		/* ${part} of a time; ${mod} or equal. */
	TEST_RE,
	TEST_CIDR,
	TEST_REF,
	TEST_KEYWORD,		/* TEST_TEXT over all values of the line. */
	TEST_KEYWORD_RE
};

/** One question about one field. */
struct test {
	enum test_op	 op;
	unsigned	 slot;
	bool		 cased;
	bool		 number;	/* TEXT: ${num} is its number. */
	bool		 typed;		/* ... and the rule wrote a number. */
	bool		 yes;		/* EXISTS: which answer is wanted. */
	enum mod	 mod;		/* ORDER, PART, REF; MOD_ALL is "=" */
	enum mod	 part;
	struct glob	 glob;		/* Folded unless cased. */
	struct numeric	 num;
	struct cidr	 net;
	unsigned	 ref;		/* REF: the slot of the other field. */
	unsigned	 regex;		/* RE: number in struct sigma. */
};

/** One value as the rule wrote it, and what meets it: any of the tests. */
struct want {
	struct span	 shown;
	const struct test *test;
	size_t		 n;
	unsigned	 line, col;
};

/** "field|modifiers: values". */
struct item {
	struct span	 name;		/* As written; empty for keywords. */
	struct span	 mods;		/* "contains|all", may be empty. */
	struct sigma_field field;
	bool		 all, neq;
	struct want	*want;
	size_t		 n;
	unsigned	 line, col;
};

enum expr_op { EXPR_AND, EXPR_OR, EXPR_NOT, EXPR_ITEM, EXPR_RULE };

struct expr {
	enum expr_op	 op;
	unsigned	 line;
	struct span	 label;		/* Selection's name, or empty. */
	const struct item *item;	/* ITEM */
	unsigned	 rule;		/* RULE: place in corr.ref. */
	struct expr	**kid;		/* Array of ${n}. */
	size_t		 n;
};

enum corr_type {
	CORR_EVENT_COUNT, CORR_VALUE_COUNT, CORR_VALUE_SUM, CORR_VALUE_AVG,
	CORR_VALUE_PERCENTILE, CORR_VALUE_MEDIAN, CORR_TEMPORAL, CORR_ORDERED,
	CORR_ABSENCE
};

/** One bound of a condition. */
struct corr_bound {
	enum corr_cmp { CORR_GT, CORR_GTE, CORR_LT, CORR_LTE, CORR_EQ,
	    CORR_NEQ } cmp;
	double		 n;
};

/** Where a referenced rule keeps one group-by or field value. */
struct corr_source {
	bool		 from_group;	/* Of the inner correlation's key. */
	unsigned	 at;		/* Slot, or place in that key. */
};

/** A rule that a correlation names. */
struct corr_ref {
	struct span	 name;
	unsigned	 line, col;
	unsigned	 doc;		/* Which document it is. */
	unsigned	 rule;		/* Its number once all are numbered. */
	struct corr_source key[RULE_KEYS_MAX];
	struct corr_source field[RULE_KEYS_MAX];
};

/** An alias: its name, and a field for each referenced rule. */
struct corr_alias {
	const struct yaml_node *node;	/* Mapping rule -> field. */
};

/** Stages that must come in order, and rules that must not come. */
struct corr_chain {
	uint8_t		 stage[RULE_REFS_MAX];	/* Places in corr.ref. */
	unsigned	 n;
	uint32_t	 without;	/* Bits by place. */
};

struct corr {
	enum corr_type	 type;
	int64_t		 span_ms;
	int64_t		 gap_ms;	/* Session windows; else 0. */
	int64_t		 before_ms;	/* x-absence. */
	int64_t		 keep_ms;	/* What is older can meet nothing. */
	int64_t		 late_ms;	/* In time: te >= W - late_ms. */
	int64_t		 delay_ms;	/* Its points come so much later. */
	bool		 deferred;	/* Decided at the watermark. */
	struct corr_ref	*ref;
	size_t		 refs;
	struct span	 key[RULE_KEYS_MAX];	/* group-by */
	const struct yaml_node *key_node[RULE_KEYS_MAX];
	size_t		 keys;
	struct span	 field[RULE_KEYS_MAX];
	const struct yaml_node *field_node[RULE_KEYS_MAX];
	size_t		 fields;
	const struct yaml_node *aliases;
	struct corr_bound bound[2];
	size_t		 bounds;
	double		 percentile;
	struct expr	*when;		/* Temporal with text, or NULL. */
	struct corr_chain *chain;	/* temporal_ordered: any of them. */
	size_t		 chains;
	bool		 exact;		/* x-exact: never a sketch. */
	bool		 generate;
	bool		 stated;	/* The condition was written. */
	unsigned	 line;
};

struct sigma_pipe;
struct sigma_pipe_step;
struct sigma_holder;

enum doc_state { DOC_LIVE, DOC_REFUSED, DOC_OFF, DOC_FILTER };

/** One document while loading; the live ones become rules. */
struct doc {
	enum doc_state	 state;
	bool		 resolved;	/* Correlation: its names are known. */
	bool		 visiting;	/* ... being looked at: a cycle. */
	unsigned	 depth;
	unsigned	 number;	/* As a rule. */
	unsigned	 line, col;
	unsigned	 place;		/* In its file, from 1. */
	struct span	 id, name;
	const struct yaml_node *id_node, *name_node, *root;
	int		 category;	/* Bit, or -1. */
	uint64_t	 needs_sure;	/* Unused bits are 0. */
	struct rewrite {
		const struct sigma_pipe_step **step;	/* Of pipelines. */
		size_t	 n;
	}		 use;		/* What rewrites its names. */
	struct sigma_rule rule;
	struct expr	*when;		/* Detection, or NULL. */
	struct corr	*corr;		/* Correlation, or NULL. */
	const struct yaml_node *filter;	/* Filter, or NULL. */
	size_t		 filters;	/* Joined to ${when}. */
	unsigned	*slots;		/* Named; owned by the loader. */
	size_t		 slots_n, slots_cap;
};

/** A compiled regular expression. */
struct regex {
	struct span	 key;		/* Its modes, and ... */
	struct span	 text;
	unsigned	 modes;
	bool		 bytes;		/* Compiled for bytes, not UTF-8. */
	bool		 caseless;	/* All of it. */
	bool		 pieces;	/* Compiled for texts in pieces. */
	struct sigma_regex_code *code;	/* Shared. */
};

struct plan;
struct sigma_same;
struct sigma_route;
struct sigma_scan;

/** The set. */
struct sigma {
	struct arena	 mem;
	struct yaml	**yaml;		/* Owned; spans point into them. */
	size_t		 yamls, yaml_cap;
	struct sigma_note *note;	/* Owned. */
	size_t		 notes, note_cap;
	struct doc	*doc;		/* Owned. */
	size_t		 docs, doc_cap;
	struct sigma_rule *rule;	/* In the arena. */
	unsigned	*of;		/* Rule number -> doc. */
	size_t		 rules;
	struct regex	*regex;		/* Owned. */
	size_t		 regexes, regex_cap;
	struct map	 by_regex;
	struct sigma_same *same;	/* In the arena; by rule number. */
	uint64_t	 given;		/* Sum of the pipelines. */
	unsigned	 slots;		/* 1 + greatest slot named. */
	bool		 plain;		/* Loaded for plain input. */
	struct plan	*plan;		/* Owned. */
	struct sigma_route *route;	/* Owned. */
	struct sigma_scan *scan;	/* Owned. */
};

/** The loader at work. */
struct load {
	struct sigma	*s;
	const struct sigma_setup *setup;
	const struct sigma_names *names;	/* Those of ${setup}. */
	struct sigma_pipe *pipe;
	struct sigma_holder *holder;
	const struct rewrite *use;	/* Of the rule whose names are read; */
	size_t		 use_from;	/* from this step on. */
	const char	*file;
	struct doc	*doc;		/* At work, or NULL. */
	unsigned	 place;		/* Its number in the file, from 1. */
	const struct yaml_doc *yaml_doc;	/* Of which it is made. */
	bool		 quiet;		/* Warnings have been given. */
	bool		 nomem;
	struct map	 tests;		/* Not used while empty. */
};

#endif
