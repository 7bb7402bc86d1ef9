/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of candump(1) of can-utils: the log form (-L, -l), and what it shows
 * a person, whose stamps must be absolute (-t a, -t A).
 *
 *	(1436509052.249713) can0 123#DEADBEEF		data
 *	(1436509052.249713) can0 1F334455##1DEADBEEF	CAN FD: flags, data
 *	(1436509052.249713) can0 123#R4			remote; a length or not
 *	(1436509052.249713) can0 20000004#0004000000000000	error
 *	 (1436509052.249713)  can0  RX - -  123   [4]  DE AD BE EF   '....'
 *	 (2015-07-10 06:17:32.249713)  can0  123   [2]  remote request
 *
 * Three digits are a standard id, eight an extended one, an error's has the
 * flag 0x20000000.  A classic frame of eight bytes may tell the length that
 * the bus said, "_9" to "_F".  The stamp of -t A, of the clock on the wall,
 * is taken as UTC.
 */
#ifndef CODEC_CANDUMP_H
#define CODEC_CANDUMP_H

#include "base/rc.h"
#include "base/span.h"

#define CANDUMP_DATA	64		/* Bytes of a CAN FD frame. */
#define CANDUMP_BUS	15		/* Bytes of an interface's name. */
#define CANDUMP_LINE	4096		/* Bytes of a line; 270 will do. */

enum candump_kind { CANDUMP_FRAME, CANDUMP_REMOTE, CANDUMP_ERROR };

/** One frame of a bus. */
struct candump {
	int64_t			time_us;	/* Since 1970. */
	struct span		bus;		/* Of the line.  Borrowed. */
	enum candump_kind	kind;
	uint32_t		id;		/* Of an error: its class. */
	bool			extended, fd;
	size_t			n;		/* Remote: what is asked. */
	char			data[CANDUMP_DATA];
};

/** What is wrong with a line. */
struct candump_bad {
	const char	*field, *expected;	/* Constants. */
};

/**
 * candump_line(line, frame, bad):
 * Read a line without its end.  Return RC_OK; RC_NOTFOUND: it is blank, or
 * says more of the error before it; RC_MALFORMED with ${bad} filled.  On
 * anything but RC_OK ${frame} is not touched.
 */
rc candump_line(struct span, struct candump *, struct candump_bad *)
    MUST_USE;

/** candump_frame(in, n), candump_read(s, frame, out): The row of the registry:
 * a line is a frame, which by itself says nothing that has a field; see
 * source/canlog.h. */

#endif
