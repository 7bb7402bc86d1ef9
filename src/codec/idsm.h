/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages of the AUTOSAR Intrusion Detection System Protocol (PRS 981), as
 * an IdsM sends them to the vehicle's reporter.
 *
 *	event      u4 version | u4 parts | u10 IdsM | u6 sensor |
 *	           u16 event definition | u16 count | u8 reserved
 *	timestamp  u1 source | u1 | u30 nanoseconds | u32 seconds
 *	context    u16 version (protocol 2 only) | length | bytes
 *	signature  u16 length | bytes
 *
 * Big-endian; one message behind another.  The parts behind the event are
 * those that its bits say: 1 context, 2 timestamp, 4 signature.  A context's
 * length is a byte up to 127, else four whose first bit is set.  The context
 * of protocol 2 (R23-11 and later) begins with the version of what is in it,
 * whose first bit says that a callout changed it.
 */
#ifndef CODEC_IDSM_H
#define CODEC_IDSM_H

#include "codec/tracker.h"

#define IDSM_CONTEXT_MAX	65536u	/* Bytes; 31 bits could claim more. */

/** A message.  Lives as long as the bytes that it was cut from. */
struct idsm_event {
	unsigned	version;	/* 1 or 2. */
	unsigned	idsm, sensor;	/* Instances. */
	unsigned	def, count;
	bool		timed, oem;	/* A timestamp; of the maker's own. */
	uint32_t	s, ns;		/* Of its clock. */
	bool		versioned;	/* The context says: */
	unsigned	context_version;
	bool		changed;	/* ... a callout changed it. */
	bool		signed_;
	struct span	context, signature;
};

/**
 * idsm_next(in, ev, n):
 * Cut the first message off ${in}, ${n} bytes, into ${ev}.  Return RC_OK;
 * RC_MORE if ${in} is a proper prefix of one; RC_MALFORMED if no suffix could
 * mend it.  On anything but RC_OK, nothing is touched.
 */
rc idsm_next(struct span, struct idsm_event *, size_t *) MUST_USE;

/** idsm_frame(in, n): As tracker_frame_fn. */
rc idsm_frame(struct span, size_t *) MUST_USE;

/** idsm_read(s, frame, out): As tracker_read_fn; all messages of ${frame}. */
rc idsm_read(struct tracker_session *, struct span,
    const struct tracker_out *) MUST_USE;

#endif
