/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What two readers of one HTTP/1.1 message may read differently, which is
 * what request smuggling lives on: one row each, the only list, with the
 * section of RFC 9112 (or 9110) that speaks of it.
 */
#ifndef CODEC_HTTP1_FAULT_H
#define CODEC_HTTP1_FAULT_H

#include <stdint.h>

/* symbol, name, section, what is wrong */
#define HTTP1_FAULTS(X)							\
	X(START, "start", "9112 3", "start line that is none")		\
	X(OLD, "http09", "9112 2.3", "request of HTTP/0.9")		\
	X(BARE_LF, "bare_lf", "9112 2.2", "line that ends in LF alone")	\
	X(BARE_CR, "bare_cr", "9112 2.2", "CR without LF")		\
	X(NUL, "nul", "9110 5.5", "NUL in the head")			\
	X(CONTROL, "control", "9110 5.5", "control character in a value") \
	X(FOLD, "obs_fold", "9112 5.2", "field over several lines")	\
	X(NAME, "field_name", "9112 5.1", "field name that is no token") \
	X(BLANK, "blank_colon", "9112 5.1", "blank before the colon")	\
	X(LOOKALIKE, "lookalike", "9112 6.3",				\
	    "field named like one of framing, with _ for -")		\
	X(BOTH, "length_and_encoding", "9112 6.3",			\
	    "both Content-Length and Transfer-Encoding")		\
	X(LENGTH, "length", "9112 6.3", "Content-Length of no plain number") \
	X(LENGTH_TWICE, "length_twice", "9112 6.3",			\
	    "Content-Length twice, or a list")				\
	X(LENGTH_DIFFERS, "length_differs", "9112 6.3",			\
	    "Content-Lengths that differ")				\
	X(CODING, "coding", "9112 6.1", "unknown transfer coding")	\
	X(CODING_LAST, "coding_last", "9112 6.3",			\
	    "chunked is not the last coding, or there twice")		\
	X(CODING_ODD, "coding_odd", "9112 6.1",				\
	    "chunked written so that not everybody sees it")		\
	X(CODING_OLD, "coding_old", "9112 6.1",				\
	    "Transfer-Encoding in HTTP/1.0")				\
	X(HOST_NONE, "host_none", "9112 3.2", "no Host")		\
	X(HOST_TWICE, "host_twice", "9112 3.2", "more than one Host")	\
	X(HOST_VALUE, "host_value", "9112 3.2", "Host that is none")	\
	X(HOST_DIFFERS, "host_differs", "9112 3.2.2",			\
	    "Host differs from the target's")				\
	X(CHUNK_SIZE, "chunk_size", "9112 7.1", "chunk size that is none") \
	X(CHUNK_EXT, "chunk_ext", "9112 7.1.1",				\
	    "control character in a chunk extension")			\
	X(CHUNK_END, "chunk_end", "9112 7.1", "no CRLF behind a chunk")	\
	X(TRAILER, "trailer", "9110 6.5.1", "field of framing in a trailer") \
	X(LONG, "long", "9110 5.4", "head or line beyond all measure")	\
	X(UNASKED, "unasked", "9112 9.2",				\
	    "bytes of the server that answer no request")		\
	X(PIPELINE, "pipeline", "9112 9.3.2", "too many unanswered requests")

#define X(symbol, name, section, what)	HTTP1_##symbol,
/** What is wrong; a set of them has bit 1 << one. */
enum http1_fault { HTTP1_FAULTS(X) HTTP1_FAULT_COUNT };
#undef X

/** One row of the list. */
struct http1_fault_row {
	const char	*name, *section, *what;
};

/** http1_fault_row(f): The row of ${f}. */
const struct http1_fault_row *http1_fault_row(enum http1_fault);

/** http1_fault_add(set, f): Put ${f} into the set. */
static inline void
http1_fault_add(uint64_t *set, enum http1_fault f)
{

	*set |= UINT64_C(1) << f;
}

#endif
