/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CAN databases in the DBC format, as they are commonly written: statement
 * by statement, each with what it says of messages and signals.
 *
 *	BO_ 291 EngineData: 8 ECU			a message; 2^31 is set
 *	 SG_ Speed m1 : 8|16@1+ (0.01,0) [0|250] "km/h" X	for extended ids
 *	VAL_ 291 Gear 0 "P" 1 "R" ;			words of numbers
 *	SIG_VALTYPE_ 291 Force : 1;			1 float, 2 double
 *	SG_MUL_VAL_ 291 Deep Mode 1-3, 5-5;		extended multiplexing
 *
 * Comments (CM_), attributes (BA_ ...), nodes and the like are passed over
 * and counted.  A text may go over lines; a statement that is wrong is told
 * with its line, and reading goes on with the next line that begins one.
 */
#ifndef CODEC_DBC_H
#define CODEC_DBC_H

#include "base/cur.h"
#include "codec/cansig.h"

#define DBC_NAME	128		/* Bytes of a name. */
#define DBC_EXTENDED	0x80000000u	/* Of an id in a file. */

enum dbc_kind { DBC_MESSAGE, DBC_SIGNAL, DBC_WORD, DBC_TYPE, DBC_MUX,
	DBC_PASSED };

/** What one statement says, or one word of a VAL_.  Texts are the file's. */
struct dbc_item {
	enum dbc_kind	 kind;
	unsigned	 line;		/* Where it begins, from 1. */
	uint32_t	 id;		/* Of the message; as in the file. */
	struct span	 name;		/* Message or signal. */
	unsigned	 bytes;		/* MESSAGE: its length. */
	struct cansig	 sig;		/* SIGNAL; TYPE: its kind alone. */
	double		 least, most;	/* SIGNAL; equal: not said. */
	struct span	 unit;		/* SIGNAL */
	bool		 muxer;		/* SIGNAL: it chooses others. */
	bool		 muxed;		/* SIGNAL: chosen by ${low}. */
	int64_t		 number;	/* WORD: of the text ${word}. */
	struct span	 word;
	struct span	 by;		/* MUX: the signal that chooses, */
	uint32_t	 low, high;	/* ... when it has one of these. */
};

/** What is wrong with a statement. */
struct dbc_bad {
	unsigned	 line;
	const char	*field, *expected;	/* Constants. */
};

/** dbc_wrong(bad, field, expected): Fill ${bad} with constants but for its
 * line.  Returns RC_MALFORMED. */
static inline rc
dbc_wrong(struct dbc_bad *bad, const char *field, const char *expected)
{

	bad->field = field;
	bad->expected = expected;
	return (RC_MALFORMED);
}

/** A file in the reading; begin it with dbc_begin(). */
struct dbc {
	struct cur	 c;
	unsigned	 line;		/* Of c. */
	uint32_t	 id;		/* Of the message of SG_ lines. */
	bool		 message;	/* There is one. */
	struct dbc_item	 rest;		/* A VAL_ or SG_MUL_VAL_ goes on. */
	bool		 more;
};

/** dbc_begin(d, text): At its first byte.  Borrows ${text}. */
void dbc_begin(struct dbc *, struct span);

/**
 * dbc_next(d, item, bad):
 * The next thing that the file says.  Return RC_OK; RC_MALFORMED with ${bad}
 * filled (go on with the next call); RC_NOTFOUND at the end.
 */
rc dbc_next(struct dbc *, struct dbc_item *, struct dbc_bad *) MUST_USE;

#endif
