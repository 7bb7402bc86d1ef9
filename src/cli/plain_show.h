/* SPDX-License-Identifier: Apache-2.0 */
/* Findings in plain input as JSON, one object a line. */
#ifndef CLI_PLAIN_SHOW_H
#define CLI_PLAIN_SHOW_H

#include "base/buf.h"
#include "engine/plain.h"

/** plain_show_path_fn(ctx, input): The path of the input of that number. */
typedef const char *plain_show_path_fn(void *, unsigned);

/** How to name files. */
struct plain_show {
	plain_show_path_fn	*path;
	void			*ctx;
};

/** plain_show_finding(s, f, b): Append ${f} and a LF. */
void plain_show_finding(const struct plain_show *,
    const struct plain_finding *, struct buf *);

/** plain_show_episode(s, a, b): Append the episode ${a} and a LF. */
void plain_show_episode(const struct plain_show *, const struct alert *,
    struct buf *);

#endif
