/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Personal data out of sight: alerts and events as JSON, with what the
 * dictionary calls personal behind a pseudonym, "[vin 3f9a1c2e]", the same for
 * the same value, so that one sees who recurs and not who it is.  Positions
 * become null, what is of unknown content "[masked]".
 *
 *	members by their field's class       "vin":"[vin 3f9a1c2e]"
 *	the same values in other texts       "car [vin 3f9a1c2e] moved"
 *	what looks like personal data        addresses of e-mail, VINs (ISO
 *	anywhere                             3779), telephone numbers (E.164),
 *	                                     coordinates
 */
#ifndef MODEL_MASK_H
#define MODEL_MASK_H

#include "base/buf.h"
#include "base/rc.h"

#define MASK_KEY	32		/* Bytes that make the pseudonyms. */

struct mask;

/**
 * mask_new(key, ret): Return RC_OK or RC_NOMEM.  Who has ${key} can try
 * values, so it is a secret of the installation.
 *
 * Owns:     the caller owns *${ret}; end it with mask_free().
 * Thread:   one at a time.
 */
rc mask_new(const uint8_t [MASK_KEY], struct mask **) MUST_USE;
void mask_free(struct mask *);

/**
 * mask_json(m, text, b): Append ${text}, one JSON value, masked.  Return RC_OK;
 * RC_MALFORMED or RC_LIMIT for what cannot be read, RC_NOMEM: then nothing is
 * appended.
 */
rc mask_json(struct mask *, struct span, struct buf *) MUST_USE;

/** mask_text(m, text, b): Append ${text} with what looks like personal data
 * masked. */
void mask_text(struct mask *, struct span, struct buf *);

#endif
