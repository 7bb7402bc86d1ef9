/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What vedette run makes of its configuration: the folders it uses, and a
 * refusal of what it cannot serve yet, so that nobody believes it is served.
 */
#ifndef CLI_SERVICE_H
#define CLI_SERVICE_H

#include "base/arena.h"
#include "model/config.h"

#define SERVICE_MOST	((size_t)1 << 20)	/* Bytes of its text. */

/** The configuration, and what follows from it. */
struct service {
	struct config	*config;	/* Owned. */
	const char	*journal;	/* Folders. */
	const char	*state;		/* Of the engine's snapshots. */
	const char	*store;
	const char	*status;	/* The socket that says how it is. */
	struct arena	 arena;
};

/**
 * service_load(text, path, s, e):
 * Read the configuration ${text} of the file ${path}.  Return RC_OK;
 * RC_MALFORMED with ${e} naming file, line and the first thing wrong (all of
 * them: vedette check-config); or RC_NOMEM.  service_release() in any case.
 */
rc service_load(struct span, const char *, struct service *, struct err *)
    MUST_USE;

/** service_release(s): Give all back. */
void service_release(struct service *);

#endif
