/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of one folder whose content has to survive: every way in which
 * writing can fail has a result, and a test can make each of them happen.
 *
 * Results: RC_LIMIT is a full disk (or quota); RC_NOTFOUND, RC_DENIED; RC_IO
 * is all else.  ${e} says which file.
 */
#ifndef SYS_DISK_H
#define SYS_DISK_H

#include "base/rc.h"
#include "base/span.h"

/** disk_fault_fn(): An errno with which the next operation fails, or 0. */
typedef int disk_fault_fn(void);

/* Test hook: asked before each operation that changes anything; of a write
 * that fails the first half is written.  NULL: never. */
extern disk_fault_fn *disk_fault;

/** disk_folder(path, fd, e): Open the folder; disk_close() it. */
rc disk_folder(const char *, int *, struct err *) MUST_USE;

/** disk_create(dir, name, fd, e): A new empty file in place of any other. */
rc disk_create(int, const char *, int *, struct err *) MUST_USE;

/** disk_open(dir, name, fd, e): Open a file for reading. */
rc disk_open(int, const char *, int *, struct err *) MUST_USE;

/** disk_edit(dir, name, fd, e): Open for writing, made if it is not there. */
rc disk_edit(int, const char *, int *, struct err *) MUST_USE;

/** disk_close(fd): -1 is fine.  What was not synced may be lost. */
void disk_close(int);

/**
 * disk_read(fd, at, out, n, got, e):
 * Read ${n} bytes from offset ${at}, fewer at the end of the file: ${got}.
 */
rc disk_read(int, uint64_t, void *, size_t, size_t *, struct err *) MUST_USE;

/** disk_write(fd, at, bytes, e): Write all of them at offset ${at}. */
rc disk_write(int, uint64_t, struct span, struct err *) MUST_USE;

/**
 * disk_sync(fd, e): When this returns RC_OK, the file's content is on disk.
 * After a failure nobody knows what is, and a second RC_OK would mean nothing:
 * write what counts into another file.
 */
rc disk_sync(int, struct err *) MUST_USE;

/** disk_sync_folder(dir, e): The same of the names of its files. */
rc disk_sync_folder(int, struct err *) MUST_USE;

/** disk_cut(fd, n, e): The file ends after ${n} bytes. */
rc disk_cut(int, uint64_t, struct err *) MUST_USE;

/** disk_exists(dir, name): Is there something by that name? */
bool disk_exists(int, const char *);

/** disk_size(fd, n, e): Its size. */
rc disk_size(int, uint64_t *, struct err *) MUST_USE;

/** disk_place(dir, from, to, e): Rename, and have that on disk. */
rc disk_place(int, const char *, const char *, struct err *) MUST_USE;

/** disk_remove(dir, name, e): Gone; that it never was is fine. */
rc disk_remove(int, const char *, struct err *) MUST_USE;

/** disk_drop(dir, name): The same if it can be: only room is at stake. */
void disk_drop(int, const char *);

/**
 * disk_replace(dir, name, aside, bytes, e):
 * The file ${name} now holds ${bytes}, on disk; it was written as ${aside}
 * before, so that at any instant it is the old or the new one.
 */
rc disk_replace(int, const char *, const char *, struct span, struct err *)
    MUST_USE;

/** disk_name_fn(ctx, name): One name in a folder. */
typedef rc disk_name_fn(void *, const char *);

/**
 * disk_names(dir, fn, ctx, e):
 * Call ${fn} for every name in the folder, in any order.  Return RC_OK, RC_IO
 * or the first result of ${fn} that is not RC_OK.
 */
rc disk_names(int, disk_name_fn *, void *, struct err *) MUST_USE;

#endif
