/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Up to where a journal is durable: for readers beside the writer, and for a
 * recovery to know what must be there.  Written after each sync, itself synced
 * now and then: it may lag, it never leads.
 *
 *	offset 8, little-endian | CRC-32C of these 4
 */
#ifndef JOURNAL_MARK_H
#define JOURNAL_MARK_H

#include "base/rc.h"

#include <stdint.h>

/** mark_store(fd, offset, e): Overwrite the mark in the open file. */
rc mark_store(int, uint64_t, struct err *);

/** mark_settle(fd): Have it on disk, if that can be: it may lag. */
void mark_settle(int);

/**
 * mark_load(dir, offset, e):
 * Read the folder's.  Return RC_OK; RC_NOTFOUND: there is none; RC_MALFORMED:
 * it is damaged; or RC_IO.
 */
rc mark_load(int, uint64_t *, struct err *);

#endif
