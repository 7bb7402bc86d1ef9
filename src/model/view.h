/* SPDX-License-Identifier: Apache-2.0 */
/* A kept event read again, every field of it: what alerts are shown from. */
#ifndef MODEL_VIEW_H
#define MODEL_VIEW_H

#include "model/alert.h"
#include "model/evline.h"

struct view;

/** view_new(ret): A viewer of every field.  End it with view_free(). */
rc view_new(struct view **) MUST_USE;
void view_free(struct view *);

/** view_tell(v, fn, ctx): Tell ${fn} each note from now on. */
void view_tell(struct view *, evline_note_fn *, void *);

/**
 * view_line(v, line, notes, e, ret):
 * Read ${line}; the event in ${ret} is valid until the next call here.
 * Returns as evline_read().
 */
rc view_line(struct view *, struct span, uint32_t notes[EVLINE_NOTE_COUNT],
    struct err *, const struct event **) MUST_USE;

/** view_kept(v, e, ret): The same for evidence, its vehicle as resolved. */
rc view_kept(struct view *, const struct alert_event *,
    const struct event **) MUST_USE;

/**
 * view_named(ev, e, name):
 * The value of the field or kept fact ${name}; NULL if it is absent or null.
 */
const struct value *view_named(const struct event *,
    const struct alert_event *, struct span);

#endif
