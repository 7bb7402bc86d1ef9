/* SPDX-License-Identifier: Apache-2.0 */
/* When a plain line happened, by the fields in which logs say so. */
#ifndef ENGINE_PLAIN_TIME_H
#define ENGINE_PLAIN_TIME_H

#include "model/value.h"

/* Names tried without --time-field; the first that is there counts. */
#define PLAIN_TIME_NAMES						\
	"time|@timestamp|timestamp|ts|eventTime|"			\
	"Event.System.TimeCreated.#attributes.SystemTime|"		\
	"TimeCreated|datetime|date"

/**
 * plain_time_of(v, ms):
 * Read ${v} as a time: RFC 3339 text; or, as a number or a text in the form of
 * one, the time since 1970, whose unit follows from its size: seconds below
 * 10^11 (the year 5138), milliseconds below 10^14, microseconds below 10^17,
 * else nanoseconds.  Was it one?  Of an array the first member counts.
 */
bool plain_time_of(const struct value *, int64_t *);

#endif
