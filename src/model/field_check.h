/* SPDX-License-Identifier: Apache-2.0 */
/* One value against its row of the dictionary: type, range, words, hygiene. */
#ifndef MODEL_FIELD_CHECK_H
#define MODEL_FIELD_CHECK_H

#include "base/arena.h"
#include "model/field.h"

#define FIELD_ID_MAX	128		/* Bytes of an id, */
#define FIELD_TEXT_MAX	4096		/* of a text, */
#define FIELD_IDS_MAX	64		/* members of an id[], */
#define FIELD_LIST_MAX	256		/* of any other array. */

/** What is checked, and what was found; the last three start false. */
struct field_check {
	enum field_id		 id;
	const struct field	*f;
	enum event_type		 type;
	struct arena		*arena;		/* For what is rewritten. */
	bool			 cleaned, cut, bad_word;
};

/**
 * field_check(c, v):
 * Check ${v}, as JSON gave it and not null, against ${c} and make it what
 * the dictionary says: times become VALUE_TIME, words get their code, texts
 * are cleaned and cut, long ids become "h:" + 32 hex.  Return RC_OK;
 * RC_MALFORMED if it is of the wrong type or out of range, ${v} then being
 * as it was; or RC_NOMEM.
 */
rc field_check(struct field_check *, struct value *) MUST_USE;

/** field_check_reserved(name): Is it a family of facts? */
bool field_check_reserved(struct span);

/** field_check_got(v, out, n): Say what ${v} is, for an error. */
void field_check_got(const struct value *, char *, size_t);

/** field_check_expected(need, out, n): Say what was required. */
void field_check_expected(const struct field_need *, char *, size_t);

#endif
