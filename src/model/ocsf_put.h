/* SPDX-License-Identifier: Apache-2.0 */
/* Writing nested JSON: commas come by themselves. */
#ifndef MODEL_OCSF_PUT_H
#define MODEL_OCSF_PUT_H

#include "model/event.h"

/** ocsf_put_next(b): A comma, unless what follows is the first. */
void ocsf_put_next(struct buf *);

/** ocsf_put_key(b, key): The key of a member. */
void ocsf_put_key(struct buf *, const char *);

/** ocsf_put_text(b, key, s), ocsf_put_int(b, key, i): A member. */
void ocsf_put_text(struct buf *, const char *, struct span);
void ocsf_put_int(struct buf *, const char *, int64_t);

/** ocsf_put_open(b, key, bracket): Open "{" or "["; no key if NULL. */
void ocsf_put_open(struct buf *, const char *, char);

/** ocsf_put_close(b, bracket): Close it. */
void ocsf_put_close(struct buf *, char);

/** ocsf_put_field(b, key, ev, f): A member, if the event has the field. */
bool ocsf_put_field(struct buf *, const char *, const struct event *,
    enum field_id);

/** ocsf_put_plain(b, key, ev, f): The same, numbers as text. */
bool ocsf_put_plain(struct buf *, const char *, const struct event *,
    enum field_id);

#endif
