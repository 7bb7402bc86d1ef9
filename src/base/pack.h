/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Binary records: written into a buf, read back through a cursor.  Whole
 * numbers are varints (LEB128, at most 10 bytes, no longer than needed),
 * signed ones folded first (0, -1, 1, -2 ...), doubles their 8 bytes, spans a
 * length and bytes.  A section can be checked before it is believed:
 *
 *	tag (4 bytes) | length (8) | XXH3-64 of tag, length, body (8) | body
 *
 * Fixed numbers are little-endian.  Reading is as sticky as the cursor: what
 * cannot be marks it as short, so a reader asks cur_ok() once a group.
 */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include "base/buf.h"
#include "base/cur.h"
#include "base/rc.h"

#define PACK_HEAD	20		/* Bytes in front of a body. */

/** A tag of four characters. */
#define PACK_TAG(a, b, c, d)						\
	((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 |	\
	    (uint32_t)(d) << 24)

/** pack_uint(b, n), pack_int(b, n), pack_bool(b, yes): Append a number. */
void pack_uint(struct buf *, uint64_t);
void pack_int(struct buf *, int64_t);
void pack_bool(struct buf *, bool);

/** pack_fixed(b, n): Append the 8 bytes of ${n}. */
void pack_fixed(struct buf *, uint64_t);

/** pack_num(b, d): Append ${d}, bit for bit. */
void pack_num(struct buf *, double);

/** pack_span(b, s), pack_text(b, s): Append length and bytes. */
void pack_span(struct buf *, struct span);
void pack_text(struct buf *, const char *);

/** pack_sparse(b, s): The bytes of ${s}, of which many are 0. */
void pack_sparse(struct buf *, struct span);

/** pack_maybe(b, s): The same of a C string that may be NULL. */
void pack_maybe(struct buf *, const char *);

/** pack_begin(b, tag): Open a section; give the result to pack_end(). */
size_t pack_begin(struct buf *, uint32_t);

/** pack_end(b, at): Close it: its length and sum are known now. */
void pack_end(struct buf *, size_t);

/**
 * pack_get_uint(c), pack_get_int(c), pack_get_bool(c), pack_get_fixed(c),
 * pack_get_num(c): Take what the function of that name appended.
 */
uint64_t pack_get_uint(struct cur *);
int64_t pack_get_int(struct cur *);
bool pack_get_bool(struct cur *);
uint64_t pack_get_fixed(struct cur *);
double pack_get_num(struct cur *);

/** pack_get_span(c): Borrowed from the input. */
struct span pack_get_span(struct cur *);

/** pack_get_sparse(c, out, n): The ${n} bytes that pack_sparse() appended. */
void pack_get_sparse(struct cur *, char *, size_t);

/** pack_get_upto(c, most): A number that must not be over ${most}. */
uint64_t pack_get_upto(struct cur *, uint64_t);

/**
 * pack_get_count(c, least): How many members follow, of ${least} bytes or
 * more each: never more than what is left can hold.
 */
size_t pack_get_count(struct cur *, size_t);

/** pack_bad(c): What was read makes no sense: mark the cursor. */
void pack_bad(struct cur *);

/**
 * pack_open(c, tag, body, e):
 * Take the section ${tag} and put a cursor on its body into ${body}.  Return
 * RC_OK; or RC_MALFORMED with ${e} saying whether it is cut short, another
 * section, or damaged.
 */
rc pack_open(struct cur *, uint32_t, struct cur *, struct err *) MUST_USE;

/**
 * pack_done(c, what, e): Was all of ${c} read, and did it make sense?  Return
 * RC_OK, or RC_MALFORMED with ${e} naming ${what}.
 */
rc pack_done(const struct cur *, const char *, struct err *) MUST_USE;

#endif
