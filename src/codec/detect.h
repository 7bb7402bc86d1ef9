/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which tracker protocol is this?  Each codec of the registry tries the first
 * frame; the one that makes a message of it, checksum included, is it.
 */
#ifndef CODEC_DETECT_H
#define CODEC_DETECT_H

#include "codec/codecs.h"

#define DETECT_MOST	4096u		/* Bytes that decide, at the most. */

/**
 * detect_codec(first, ret):
 * Store the row of the protocol in ${ret} and return RC_OK.  RC_MORE: more
 * bytes may tell; RC_NOTFOUND: unknown, or more than one protocol would do,
 * and so it stays.
 */
rc detect_codec(struct span, const struct codecs **) MUST_USE;

#endif
