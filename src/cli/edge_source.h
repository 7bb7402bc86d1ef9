/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A source of the edge: one kind, one row here and one file edge_NAME.c.
 *
 *	bytes -> source -> event lines -> take() ... fsync -> told(true)
 *	                                                   \-> acknowledge
 *
 * A source acknowledges to its sender what it was told of, nothing else.
 */
#ifndef CLI_EDGE_SOURCE_H
#define CLI_EDGE_SOURCE_H

#include "cli/edge_tally.h"
#include "cli/role.h"
#include "model/config.h"

/** Somebody who waits to be told that his lines are durable; the first member
 * of what the source keeps of him. */
struct edge_wait {
	struct edge_wait	*next;
	/**
	 * Once for each take() that was RC_OK: they are durable; or not, and
	 * then they may become so later: told again, they are the same
	 * events.  Takes up to here need not be waited for any more.
	 */
	void			(*told)(struct edge_wait *, bool durable);
	bool			 waits;		/* The edge's. */
};

/** What the edge does for its sources. */
struct edge_host {
	/**
	 * Take ${lines}, each ended by LF.  Return RC_OK: ${w} waits now;
	 * RC_LIMIT: the journal cannot be written, nothing was taken: hold
	 * back, resume() comes; RC_NOMEM.
	 */
	rc	(*take)(void *ctx, struct span lines, struct edge_wait *w);
	/** Why take() returned RC_LIMIT last. */
	const char *why;
	/** ${w}, who waits, does so no more. */
	void	(*leave)(void *ctx, struct edge_wait *w);
	void	*ctx;
};

/** What a source is made of.  All borrowed. */
struct edge_source_how {
	const struct config_source	*source;
	const char			*data;	/* Folder, for positions. */
	struct loop			*loop;
	const struct edge_host		*host;
	struct edge_tally		*tally;
};

/** A kind of source; members may be NULL but make and free. */
struct edge_source_kind {
	unsigned	 calls;		/* CONFINE_* groups beside the
					 * edge's own. */
	/** Read files, secrets and mappings: not confined yet.  The caller
	 * owns *${ret}. */
	rc	(*make)(const struct edge_source_how *, void **ret,
		    struct err *);
	/** Name what it has to reach. */
	rc	(*reach)(void *, struct role_reach *, struct err *);
	/** Serve on ${fd}, which is its own now. */
	rc	(*listen)(void *, int fd, struct err *);
	/** Confined, and the loop will run; threads may begin. */
	rc	(*run)(void *, struct err *);
	/** The journal can be written again. */
	void	(*resume)(void *);
	/** Take no more; who waits is still told. */
	void	(*close)(void *);
	void	(*free)(void *);	/* NULL is fine. */
};

/** kind of model/config_rows.h, how it is done. */
#define EDGE_SOURCES(X)							\
	X(HTTP, edge_http)						\
	X(TRACKER, edge_tracker)					\
	X(TAIL, edge_tail)						\
	X(STDIN, edge_tail_stdin)					\
	X(SYSLOG, edge_syslog)

#define X(name, kind)	extern const struct edge_source_kind kind;
EDGE_SOURCES(X)
#undef X

/** edge_source_kind(kind): NULL: it cannot be served. */
const struct edge_source_kind *edge_source_kind(int);

/** edge_source_word(kind): "http". */
const char *edge_source_word(int);

#endif
