/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table of reference state as CSV (event contract, section 5): each row
 * becomes the line of a ref.row that holds from the beginning, unless it says
 * otherwise.
 *
 *	key,valid_from,plate,year		header: columns in any order
 *	v1,,B-VS 107,2023			empty: absent
 */
#ifndef SOURCE_REFCSV_H
#define SOURCE_REFCSV_H

#include "base/rc.h"
#include "base/span.h"
#include "model/tables.h"

/** Whom the reader tells. */
struct refcsv_ears {
	void	*ctx;
	/**
	 * The event line of a row that began in line ${number}; borrowed
	 * until it returns.  What is not RC_OK ends the reading.
	 */
	rc	(*row)(void *ctx, uint64_t number, struct span line);
	/** Row ${number} is not taken: COLUMN: expected WHAT, got WHAT. */
	void	(*bad)(void *ctx, uint64_t number, const char *what);
};

/**
 * refcsv_read(table, text, ears, e):
 * Read the whole ${text}; rows that cannot be taken are told, all others go
 * on.  Return RC_OK; RC_MALFORMED or RC_CONFLICT for a header that cannot be
 * used, with the line in ${e}'s at; RC_NOMEM; or what row() returned.
 */
rc refcsv_read(enum table_id, struct span, const struct refcsv_ears *,
    struct err *) MUST_USE;

#endif
