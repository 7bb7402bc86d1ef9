/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose is it, and who may: what several facts ask of the registers.  What
 * no table tells is unknown, which is neither yes nor no.
 */
#ifndef FACT_CLAIM_H
#define FACT_CLAIM_H

#include "fact/fact.h"

enum claim { CLAIM_UNKNOWN, CLAIM_YES, CLAIM_NO };

/** What claim_on() reads, for a track's list of fields. */
#define CLAIM_FIELDS							\
	FIELD_ACTOR_ID, FIELD_ACTOR_KIND, FIELD_TARGET_KIND,		\
	FIELD_TARGET_ID, FIELD_TARGET_OWNER_ID

/** claim_field(in, f): The text in ${f}; empty if there is none. */
struct span claim_field(const struct fact_in *, enum field_id);

/** claim_is(in, f, word): Does ${f} hold that text? */
bool claim_is(const struct fact_in *, enum field_id, const char *);

/** claim_armed(in, table): Had that table a row? */
bool claim_armed(const struct fact_in *, enum table_id);

/** claim_row(in, table, key): Its row, if it holds now; else NULL. */
const struct ref_row *claim_row(const struct fact_in *, enum table_id,
    struct span);

/** claim_text(in, row, column): That text now; empty if there is none. */
struct span claim_text(const struct fact_in *, const struct ref_row *,
    enum column_id);

/** claim_lists(list, s): Is ${s} a member?  What is no list has none. */
bool claim_lists(const struct value *, struct span);

/** claim_owner(in, vehicle, who): Does ${who} own the vehicle? */
enum claim claim_owner(const struct fact_in *, struct span, struct span);

/** claim_user(in, vehicle, who): Is ${who} paired with it for good? */
enum claim claim_user(const struct fact_in *, struct span, struct span);

/** claim_runs(in, booking): Is that booking started, or is it its time? */
bool claim_runs(const struct fact_in *, const struct ref_row *);

/** claim_hirer(in, vehicle, who): Has ${who} a booking of it that runs? */
enum claim claim_hirer(const struct fact_in *, struct span, struct span);

/** claim_vehicle(in, vehicle, who): Owner, user or hirer? */
enum claim claim_vehicle(const struct fact_in *, struct span, struct span);

/**
 * claim_any(in, id, who): Is ${id}, of whatever kind, known to be that of
 * ${who}, or of another?  It is tried as account, vehicle, device, booking.
 */
enum claim claim_any(const struct fact_in *, struct span, struct span);

#endif
