/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates and keys in files, PEM (RFC 7468), looked at before use. */
#ifndef SYS_TLSFILE_H
#define SYS_TLSFILE_H

#include "base/rc.h"
#include "base/span.h"

/** What a file of certificates says. */
struct tlsfile {
	size_t	certs;
	int64_t	from_ms, until_ms;	/* All of them hold then; since 1970. */
};

/**
 * tlsfile_read(path, key, f, e):
 * Read the certificates in ${path} into ${f}; unless ${key} is empty, it is
 * the PEM of the key that the first one was made for.  Return RC_OK;
 * RC_NOTFOUND or RC_DENIED: the file; RC_MALFORMED: no certificate, no key, or
 * one that needs a passphrase; RC_CONFLICT: key and certificate are no pair;
 * RC_NOMEM.
 */
rc tlsfile_read(const char *, struct span, struct tlsfile *, struct err *)
    MUST_USE;

#endif
