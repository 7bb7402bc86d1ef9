/* SPDX-License-Identifier: Apache-2.0 */
/* Writing nested JSON: commas come by themselves. */
#ifndef MODEL_JSONPUT_H
#define MODEL_JSONPUT_H

#include "model/event.h"

/** jsonput_next(b): A comma, unless what follows is the first. */
void jsonput_next(struct buf *);

/** jsonput_key(b, key): The key of a member. */
void jsonput_key(struct buf *, const char *);

/** jsonput_text(b, key, s): A member that is a text. */
void jsonput_text(struct buf *, const char *, struct span);

/** jsonput_int(b, key, i): A member that is a whole number. */
void jsonput_int(struct buf *, const char *, int64_t);

/** jsonput_open(b, key, bracket): Open "{" or "["; no key if NULL. */
void jsonput_open(struct buf *, const char *, char);

/** jsonput_close(b, bracket): Close it. */
void jsonput_close(struct buf *, char);

/** jsonput_field(b, key, ev, f): A member, if the event has the field. */
bool jsonput_field(struct buf *, const char *, const struct event *,
    enum field_id);

/** jsonput_plain(b, key, ev, f): The same, numbers as text. */
bool jsonput_plain(struct buf *, const char *, const struct event *,
    enum field_id);

#endif
