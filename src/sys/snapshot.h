/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Snapshot files of a folder: written aside, synced, renamed; two are kept.
 *
 *	DIR/snapshot.new -> DIR/snapshot-00000000000000001234
 *
 * The number in the name is the place in the journal, so the greatest is the
 * newest.
 */
#ifndef SYS_SNAPSHOT_H
#define SYS_SNAPSHOT_H

#include "base/buf.h"
#include "base/rc.h"

#define SNAPSHOT_KEPT	2

/**
 * snapshot_folder(dir, lock, e):
 * Make ${dir}, if it is not there, for us alone, and lock it against other
 * runs; the descriptor in ${lock} holds the lock until it is closed.  Return
 * RC_OK, RC_CONFLICT when another run has it, RC_DENIED or RC_IO.
 */
rc snapshot_folder(const char *, int *, struct err *) MUST_USE;

/** snapshot_in_use(dir): Does somebody hold the lock of this open folder? */
bool snapshot_in_use(int);

/** snapshot_unlock(lock): The folder is free again; -1 is fine. */
void snapshot_unlock(int);

/**
 * snapshot_write(dir, number, bytes, e):
 * Write the snapshot; when this returns RC_OK it is on disk, and those older
 * than the one before it are gone.  RC_IO: the others are as they were.
 */
rc snapshot_write(const char *, uint64_t, struct span, struct err *) MUST_USE;

/**
 * snapshot_numbers(dir, ret, n, e):
 * Numbers of the snapshots that are there, newest first, up to SNAPSHOT_KEPT.
 * Return RC_OK or RC_IO.
 */
rc snapshot_numbers(const char *, uint64_t [SNAPSHOT_KEPT], size_t *,
    struct err *) MUST_USE;

/** snapshot_read(dir, number, out, e): Read one; RC_OK, RC_IO, RC_NOMEM. */
rc snapshot_read(const char *, uint64_t, struct buf *, struct err *) MUST_USE;

/** snapshot_aside_fn(ctx): Work of a child; its exit status, 0 to 125. */
typedef int snapshot_aside_fn(void *);

/**
 * snapshot_aside(fn, ctx, child):
 * Run ${fn} in a child process, which has a copy of all memory as it is now
 * and shares no writes.  Store its id.  Return RC_OK or RC_LIMIT.
 */
rc snapshot_aside(snapshot_aside_fn *, void *, int *) MUST_USE;

/**
 * snapshot_aside_done(child, wait, status): Has the child ended, or, with
 * ${wait}, wait until it has?  Its exit status, -1 if it was killed.
 */
bool snapshot_aside_done(int, bool, int *);

#endif
