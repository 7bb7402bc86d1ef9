/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a process may do from now on, and its children: system calls by an
 * allow-list (seccomp), paths by another (Landlock), no new privileges, limits.
 * There is no way back.
 *
 * A call that is not allowed fails with EPERM; those that only who has broken
 * in would try (to run a program, to look into another process) end the
 * process.
 */
#ifndef SYS_CONFINE_H
#define SYS_CONFINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rc.h"

/** Groups of system calls; memory, time, and descriptors that are open are
 * always allowed. */
enum {
	CONFINE_SYNC	= 1,	/* To have on disk what was written. */
	CONFINE_FILES	= 2,	/* To open, make, rename, remove. */
	CONFINE_ACCEPT	= 4,	/* On sockets that listen already. */
	CONFINE_CONNECT	= 8,	/* Sockets of one's own. */
	CONFINE_THREADS	= 16,
	CONFINE_FORK	= 32	/* Copies of oneself, not other programs. */
};

/** What may be done below a path. */
enum {
	CONFINE_READ	= 1,
	CONFINE_WRITE	= 2	/* Read, write, make, rename, remove. */
};

/** A path that stays reachable. */
struct confine_path {
	const char	*path;		/* Borrowed. */
	unsigned	 may;		/* CONFINE_READ or CONFINE_WRITE. */
};

/** A process' bounds. */
struct confine {
	unsigned			 calls;	/* CONFINE_* groups. */
	const struct confine_path	*path;	/* All others are gone. */
	size_t				 paths;
	uint64_t			 files;	/* Open at once; 0: as is. */
};

/** What the kernel gave. */
struct confine_got {
	bool	seccomp;
	int	landlock;		/* Its version; 0: none. */
};

/**
 * confine_enter(how, got, e):
 * Be confined.  What the kernel does not have is told in ${got}, never passed
 * over in silence by who calls.  Return RC_OK; RC_NOTFOUND when a path is not
 * there; RC_IO when the kernel refused what it has; or RC_NOMEM: then the
 * process must not go on.
 */
rc confine_enter(const struct confine *, struct confine_got *, struct err *)
    MUST_USE;

/** confine_probe(): What this kernel has, without being confined. */
struct confine_got confine_probe(void);

/** confine_core(): No core dumps, nobody of the same user looks in. */
void confine_core(void);

#endif
