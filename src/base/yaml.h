/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML as a small tree that does not change: strict, and every node knows
 * where it stood.  YAML 1.2 core types over the parser of libyaml.
 *
 *	text -> docs [ doc -> root mapping -> first -> next -> ... ]
 *	                                        |  key, kind, text
 *	                                        + first -> next
 *
 * Refused: a key twice in a mapping, the merge key, keys that are not
 * scalars, explicit tags, aliases of what is not complete.
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include "base/rc.h"
#include "base/span.h"

#define YAML_DOC_MAX	(1 << 20)	/* Characters of one document. */
#define YAML_DEPTH_MAX	32
#define YAML_LIST_MAX	10000		/* SigmaHQ's longest has 4,432. */
#define YAML_VALUE_MAX	(64 << 10)	/* Bytes of one scalar. */

enum yaml_kind {
	YAML_TEXT,		/* A scalar, whatever its type. */
	YAML_LIST,
	YAML_MAP
};

/** What a plain scalar stands for by the core schema. */
enum yaml_type {
	YAML_IS_NULL,
	YAML_IS_BOOL,
	YAML_IS_INT,		/* Fits 64 bits. */
	YAML_IS_NUM,		/* Also a whole number that does not fit. */
	YAML_IS_TEXT		/* All quoted ones too. */
};

/** A node; lives as long as its struct yaml. */
struct yaml_node {
	enum yaml_kind		 kind;
	bool			 plain;	/* Scalar without quotes. */
	unsigned		 line, col;	/* From 1. */
	struct span		 text;	/* Of a scalar; NUL-terminated too. */
	size_t			 n;	/* Members or entries. */
	const struct yaml_node	*first;	/* Members, or values of entries; */
	const struct yaml_node	*next;	/* the next of the same parent. */
	const struct yaml_node	*key;	/* In a mapping: a scalar. */
};

/** Why and where; line 0 is "nothing wrong". */
struct yaml_bad {
	unsigned	line, col;
	char		what[120];
};

/** One document.  Either ${root} is there, or ${bad} says why not. */
struct yaml_doc {
	const struct yaml_node	*root;
	unsigned		 line;	/* Where its content begins. */
	struct yaml_bad		 bad;
};

struct yaml;

/**
 * yaml_new(text, ret, bad):
 * Read all documents of ${text}, UTF-8, into ${ret}.  Return RC_OK, also when
 * single documents were refused (yaml_doc.bad); RC_MALFORMED or RC_LIMIT with
 * ${bad} filled when the text is no YAML or nested too deeply; RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with yaml_end().
 * Copies:   what it needs of ${text}.
 */
rc yaml_new(struct span, struct yaml **, struct yaml_bad *) MUST_USE;

/** yaml_end(y): Free ${y}; NULL is fine.  (libyaml has a yaml_free().) */
void yaml_end(struct yaml *);

/** yaml_docs(y, n): The documents; their count in ${n}. */
const struct yaml_doc *yaml_docs(const struct yaml *, size_t *);

/** yaml_get(map, key): The value under ${key}; NULL if none or no mapping. */
const struct yaml_node *yaml_get(const struct yaml_node *, const char *);

/** yaml_type(node): What the scalar ${node} stands for. */
enum yaml_type yaml_type(const struct yaml_node *);

/** yaml_bool(node, ret): Store a plain true or false; was it one? */
bool yaml_bool(const struct yaml_node *, bool *);

/** yaml_int(node, ret): Store a plain whole number; was it one? */
bool yaml_int(const struct yaml_node *, int64_t *);

/** yaml_num(node, ret): Store a plain number, finite; was it one? */
bool yaml_num(const struct yaml_node *, double *);

/** yaml_is(node, text): Is ${node} a scalar with exactly this text? */
bool yaml_is(const struct yaml_node *, const char *);

#endif
