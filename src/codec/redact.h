/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets out of URLs (events.md 1): what is named like one becomes ***. */
#ifndef CODEC_REDACT_H
#define CODEC_REDACT_H

#include "base/rc.h"
#include "base/span.h"

/** redact_room(n): Bytes that a URL of ${n} bytes can grow to. */
#define REDACT_ROOM(n)	(3 * (n) + 3)

/**
 * redact_url(url, out):
 * Copy ${url}, absolute or a path with query, to ${out} of REDACT_ROOM(url.n)
 * bytes.  The value of each parameter, in query and fragment, whose name is
 * that of a secret, also percent-encoded, becomes "***", and so does what
 * stands before the '@' of an authority.  Return the bytes written.
 */
size_t redact_url(struct span, char *);

/** redact_secret(name): Is a parameter of this ${name} a secret? */
bool redact_secret(struct span);

#endif
