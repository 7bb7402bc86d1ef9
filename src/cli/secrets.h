/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secrets that the configuration points at, read before a role is confined.
 */
#ifndef CLI_SECRETS_H
#define CLI_SECRETS_H

#include "base/buf.h"
#include "model/config.h"

/**
 * secrets_read(s, out, e):
 * Put what ${s} points at in ${out}; nothing if it is unset.  Errors as of
 * sys/secret.h.
 *
 * Owns:     the caller wipes ${out} by secret_release().
 */
rc secrets_read(const struct config_secret *, struct buf *, struct err *)
    MUST_USE;

/** Who we are in TLS, and who may certify others: PEM, each with a NUL behind
 * it; empty where it was not given. */
struct secrets_tls {
	struct buf	cert, key, ca;
};

/**
 * secrets_tls_load(cert, key, ca, ret, e):
 * Read the files ${cert} and ${ca}, NULL if not given, and ${key}.  Return
 * RC_OK; errors as of sys/secret.h and sys/tlsfile.h; RC_CONFLICT: key and
 * certificate are no pair.
 *
 * Owns:     the caller wipes *${ret} by secrets_tls_release(), in any case.
 */
rc secrets_tls_load(const char *, const struct config_secret *, const char *,
    struct secrets_tls *, struct err *) MUST_USE;

/** secrets_tls_release(t): Wipe it; all zero is fine. */
void secrets_tls_release(struct secrets_tls *);

#endif
