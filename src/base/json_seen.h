/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys of one text's objects: a table of (object, key), emptied at no
 * cost because objects of earlier texts have lower numbers.
 */
#ifndef BASE_JSON_SEEN_H
#define BASE_JSON_SEEN_H

#include "base/json.h"

/** json_seen_begin(set, serial): Empty; objects number above ${serial}. */
void json_seen_begin(struct json_seen *, uint32_t);

/**
 * json_seen_add(set, object, key, hash):
 * Add ${key}, which must stay where it is, with hash_64(key), to the object
 * numbered ${object}.  Return RC_OK, RC_CONFLICT if it has it, or RC_NOMEM.
 */
rc json_seen_add(struct json_seen *, uint32_t, struct span, uint64_t) MUST_USE;

/** json_seen_release(set): Give the memory back; empty and usable. */
void json_seen_release(struct json_seen *);

#endif
