/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of a run as one journal of event lines; what could not be read
 * is reported as FILE:LINE: COLUMN: reason, and counted.
 *
 *	path -> reader (mapping) \
 *	path -> reader (mapping)  > merge -> line, input, number
 */
#ifndef CLI_INPUTS_H
#define CLI_INPUTS_H

#include "base/rc.h"
#include "base/span.h"
#include "cli/cantable_file.h"
#include "cli/tally.h"
#include "source/merge.h"

/** What to read. */
struct inputs_opts {
	const char *const	*paths;		/* Borrowed. */
	size_t			 n;
	const char		*as;		/* Mapping or protocol; */
						/* NULL: native. */
	const char		*topics;	/* Of MQTT, by name, where a */
						/* protocol is read; or NULL. */
	const char		*vehicle;	/* Whose all is, there; or */
						/* NULL. */
	struct cantable_file	 dbc;		/* What frames mean there. */
	bool			 sort;
	bool			 quiet;		/* Count, do not report. */
	merge_time_fn		*time;		/* To merge and sort by; */
	void			*time_ctx;	/* NULL: as events have it. */
	bool			 has_start;
	int64_t			 start;		/* ms; for mappings. */
};

struct inputs;

/**
 * inputs_open(o, ret, e):
 * Open everything.  Return RC_OK; RC_CONFLICT when the mapping or the topics
 * are unknown or bad (what is wrong has been reported); RC_NOTFOUND,
 * RC_DENIED or RC_IO for a file; RC_NOMEM.  field_init() must have run.
 *
 * Owns:     the caller owns *${ret}; end it with inputs_close().
 */
rc inputs_open(const struct inputs_opts *, struct inputs **, struct err *)
    MUST_USE;
void inputs_close(struct inputs *);

/**
 * inputs_next(in, input, number, line, e):
 * The next event line.  Return RC_OK, RC_NOTFOUND at the end, RC_NOMEM or
 * RC_IO (of sorting).  A file that ends early is reported and counted as
 * damaged; the others go on.
 */
rc inputs_next(struct inputs *, unsigned *, uint64_t *, struct span *,
    struct err *) MUST_USE;

/** inputs_path(in, input): The file of that number. */
const char *inputs_path(const struct inputs *, unsigned);

/** inputs_report(in, input, number, what): Report and count a bad line. */
void inputs_report(struct inputs *, unsigned, uint64_t, const char *);

/** inputs_skipped(in): Lines that could not be read; while it is open. */
const struct tally *inputs_skipped(const struct inputs *);

/** inputs_left_out(in): Rows left out by intent; while it is open. */
const struct tally *inputs_left_out(const struct inputs *);

/** inputs_damaged(in): Files that could not be read to their end. */
unsigned inputs_damaged(const struct inputs *);

/** inputs_share(in): Part of all bytes that was read, 0 to 1; -1: unknown. */
double inputs_share(const struct inputs *);

#endif
