/* SPDX-License-Identifier: Apache-2.0 */
/* Complaints of the loader. */
#ifndef SIGMA_SIGMA_NOTE_H
#define SIGMA_SIGMA_NOTE_H

#include "sigma/rule.h"

/**
 * sigma_note_refuse(ld, node, fmt, ...): Refuse the document at work, for
 * what stands at ${node} (NULL: at its beginning).  Always return false.
 */
bool sigma_note_refuse(struct load *, const struct yaml_node *, const char *,
    ...) PRINTF(3, 4);

/** sigma_note_warn(ld, node, fmt, ...): Warn only. */
void sigma_note_warn(struct load *, const struct yaml_node *, const char *,
    ...) PRINTF(3, 4);

/** sigma_note_say(ld, node, fmt, ...): Worth knowing, and nothing more. */
void sigma_note_say(struct load *, const struct yaml_node *, const char *,
    ...) PRINTF(3, 4);

/** sigma_note_portable(ld, node, fmt, ...): Other engines may not know it. */
void sigma_note_portable(struct load *, const struct yaml_node *, const char *,
    ...) PRINTF(3, 4);

/** sigma_note_at(ld, line, col, fmt, ...): Refuse, by place. */
bool sigma_note_at(struct load *, unsigned, unsigned, const char *, ...)
    PRINTF(4, 5);

/** sigma_note_near(s, out): " (did you mean 'x'?)" into ${out}, or "". */
const char *sigma_note_near(struct span, char [80]);

/** sigma_note_sort(s): By file, line, column and text. */
void sigma_note_sort(struct sigma *);

#endif
