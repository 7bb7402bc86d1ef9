/* SPDX-License-Identifier: Apache-2.0 */
/* What the machine has, looked at without changing anything. */
#ifndef SYS_MACHINE_H
#define SYS_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rc.h"

/** The kernel, limits of this process, and the clock. */
struct machine {
	bool		seccomp;
	int		landlock;	/* Version of its ABI; 0: none. */
	bool		no_new_privs;	/* Can be had. */
	uint64_t	files;		/* Most open files, hard limit. */
	int64_t		now_ms;		/* Since 1970. */
	bool		synced;		/* The kernel holds its clock so. */
};

/** machine_statm(): A descriptor for machine_resident(), also when we may open
 * nothing any more; -1: there is no /proc. */
int machine_statm(void);

/** machine_resident(statm): Bytes of memory that this process holds; 0 if that
 * cannot be known. */
uint64_t machine_resident(int);

/** A place in the file system. */
struct machine_place {
	bool		exists, folder;
	bool		ours;		/* This user's, or root's. */
	bool		writable;
	unsigned	mode;		/* Its bits of 07777. */
	uint64_t	room, size;	/* Bytes free for us, and in all. */
};

/** machine_look(m): Fill ${m}. */
void machine_look(struct machine *);

/**
 * machine_place_look(path, p, e):
 * Look at ${path}.  Return RC_OK, also where nothing is; RC_DENIED or RC_IO.
 */
rc machine_place_look(const char *, struct machine_place *, struct err *)
    MUST_USE;

/** machine_readable(path): May we read it? */
bool machine_readable(const char *);

/**
 * machine_port(host, port, dgram, e):
 * Could the address ${host}, NULL for all, be listened on?  Return RC_OK;
 * RC_CONFLICT: it is in use; RC_DENIED; RC_NOTFOUND: this machine has no such
 * address; RC_MALFORMED; RC_IO.
 */
rc machine_port(const char *, uint16_t, bool, struct err *) MUST_USE;

/**
 * machine_path(path, e):
 * The same for a UNIX path: RC_CONFLICT if somebody answers there.
 */
rc machine_path(const char *, struct err *) MUST_USE;

/**
 * machine_reach(host, port, path, wait_ms, e):
 * Does anybody answer at ${host} and ${port}, or if ${host} is NULL at the
 * UNIX ${path}, within ${wait_ms}?  Nothing is sent.  Return RC_OK;
 * RC_NOTFOUND: no such name; RC_IO.
 */
rc machine_reach(const char *, const char *, const char *, int, struct err *)
    MUST_USE;

#endif
