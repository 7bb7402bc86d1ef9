/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secrets of the service: a file that only its user can read, or a credential
 * that systemd hands over (LoadCredential=, systemd.exec(5)).
 */
#ifndef SYS_SECRET_H
#define SYS_SECRET_H

#include "base/buf.h"
#include "base/rc.h"

#define SECRET_MAX	((size_t)64 << 10)	/* Bytes; a key in PEM fits. */

/**
 * secret_file(path, out, e):
 * Put the content of the file ${path} in ${out}, without the line's end
 * behind it; with NULL for ${out} only look whether that could be done.
 * Return RC_OK; RC_NOTFOUND; RC_DENIED: we may not read it; RC_CONFLICT: others
 * may, or may change it; RC_MALFORMED: it is empty or no file; RC_LIMIT; RC_IO;
 * RC_NOMEM.  ${e} never says what is in it.
 *
 * Owns:     the caller wipes ${out} by secret_release().
 */
rc secret_file(const char *, struct buf *, struct err *) MUST_USE;

/**
 * secret_credential(name, out, e):
 * The same for the credential ${name}; RC_NOTFOUND if the service was not
 * given it.
 */
rc secret_credential(const char *, struct buf *, struct err *) MUST_USE;

/** secret_release(b): Wipe what was read and give the memory back. */
void secret_release(struct buf *);

#endif
