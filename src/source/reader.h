/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Event lines out of files, one after another, whatever the files hold.
 *
 *	path -> stream -> lines ---------------------------> line
 *	               -> lines | elements -> mapping -> events -> line
 *	               -> lines | frames   -> decoder -> events -> line
 *	               -> packets ---------------------> events -> line
 */
#ifndef SOURCE_READER_H
#define SOURCE_READER_H

#include "source/mapping.h"

/** One event line. */
struct reader_line {
	struct span	 text;		/* Without LF; until the next call. */
	const char	*path;		/* Of its file; until reader_open(). */
	uint64_t	 number;	/* Line (or element) there, from 1. */
};

/** What became of the rows; over all files. */
struct reader_stats {
	uint64_t	rows;		/* Lines or elements, headers aside. */
	uint64_t	events;		/* Lines given. */
	uint64_t	bad;		/* Rows told as MAPPING_BAD. */
	uint64_t	skipped;	/* Rows told as MAPPING_SKIPPED. */
};

/** reader_note_fn(ctx, path, note): What happened to a row of ${path}. */
typedef void reader_note_fn(void *, const char *,
    const struct mapping_note *);

/** How to read. */
struct reader_opts {
	struct mapping	*mapping;	/* Borrowed. */
	struct decoder	*decoder;	/* Borrowed; without mapping.  Both */
					/* NULL: native lines.  A file that */
					/* is a capture is read as one. */
	reader_note_fn	*note;		/* May be NULL. */
	void		*ctx;		/* Borrowed. */
};

struct reader;

/**
 * reader_new(opts, ret):
 * A reader without a file.  Store it in ${ret} and return RC_OK, or RC_NOMEM
 * with ${ret} not touched.
 *
 * Owns:     the caller owns *${ret}; end it with reader_free().
 * Borrows:  mapping, decoder and ctx, until reader_free().
 */
rc reader_new(const struct reader_opts *, struct reader **) MUST_USE;

/**
 * reader_open(r, path, e):
 * Go on with the file ${path} ("-": standard input; a journal's folder is
 * read like a file), leaving the one before.  Return RC_OK or what
 * journal_stream_open() says; RC_MALFORMED: its first bytes do
 * not tell what it is.
 */
rc reader_open(struct reader *, const char *, struct err *) MUST_USE;

/**
 * reader_memory(r, name, bytes, e):
 * The same with ${bytes}, packed or not, called ${name} in errors; event
 * lines may come as one JSON array of them.  RC_OK, RC_MALFORMED, RC_NOMEM.
 *
 * Borrows:  ${bytes}, until the next file or reader_free().
 */
rc reader_memory(struct reader *, const char *, struct span, struct err *)
    MUST_USE;

/** reader_after(r, rows): From the next file on, the first row's number is
 * that behind ${rows}: it is one piece of something longer. */
void reader_after(struct reader *, uint64_t);

/**
 * reader_next(r, line, e):
 * The next event line of the file.  Lines that are too long and rows that
 * cannot be mapped are told, counted and passed over.  Return RC_OK;
 * RC_NOTFOUND at the file's end; or, with ${e} filled, what ends it early
 * (a damaged stream, a header that cannot be mapped, RC_NOMEM): the next file
 * may still be opened.
 */
rc reader_next(struct reader *, struct reader_line *, struct err *) MUST_USE;

/** reader_stats(r): So far. */
struct reader_stats reader_stats(const struct reader *);

/** reader_taken(r): Bytes of the open file, as stored, used so far. */
uint64_t reader_taken(const struct reader *);

/** reader_size(r): Its size as stored; 0 if it has none (a pipe). */
uint64_t reader_size(const struct reader *);

/** reader_free(r): NULL is fine. */
void reader_free(struct reader *);

#endif
