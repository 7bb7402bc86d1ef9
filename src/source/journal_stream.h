/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a journal's folder as the bytes of a file. */
#ifndef SOURCE_JOURNAL_STREAM_H
#define SOURCE_JOURNAL_STREAM_H

#include "sys/stream.h"

/**
 * journal_stream_open(path, ret, e):
 * As stream_open(); if ${path} is a journal's folder, the stream gives all
 * lines that it keeps and that are durable by then, as 'journal cat' does.
 */
rc journal_stream_open(const char *, struct stream **, struct err *) MUST_USE;

#endif
