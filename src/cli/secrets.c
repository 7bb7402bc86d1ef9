/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets that the configuration points at. */
#include "cli/secrets.h"
#include "sys/datadir.h"
#include "sys/secret.h"
#include "sys/tlsfile.h"

rc
secrets_read(const struct config_secret *s, struct buf *out, struct err *e)
{

	switch (s->kind) {
	case CONFIG_SECRET_FILE:
		return (secret_file(s->name, out, e));
	case CONFIG_SECRET_CREDENTIAL:
		return (secret_credential(s->name, out, e));
	case CONFIG_SECRET_UNSET:
		break;
	}
	return (RC_OK);
}

/* Libraries want a NUL behind it. */
static rc
ended(struct buf *b, struct err *e)
{

	buf_char(b, '\0');
	return (b->failed ? rc_fail(e, RC_NOMEM, 0, "reading certificates") :
	    RC_OK);
}

static rc
certificates(const char *path, struct buf *out, struct err *e)
{
	rc r;

	if (path == NULL)
		return (RC_OK);
	if ((r = datadir_read(path, SECRET_MAX, out, e)) != RC_OK)
		return (r);
	return (ended(out, e));
}

rc
secrets_tls_load(const char *cert, const struct config_secret *key,
    const char *ca, struct secrets_tls *ret, struct err *e)
{
	struct tlsfile seen;
	rc r;

	*ret = (struct secrets_tls){ .cert = { 0 } };
	if ((r = secrets_read(key, &ret->key, e)) != RC_OK ||
	    (cert != NULL && (r = tlsfile_read(cert, buf_span(&ret->key),
	    &seen, e)) != RC_OK) ||
	    (ca != NULL && (r = tlsfile_read(ca, (struct span){ NULL, 0 },
	    &seen, e)) != RC_OK) ||
	    (r = certificates(cert, &ret->cert, e)) != RC_OK ||
	    (r = certificates(ca, &ret->ca, e)) != RC_OK)
		return (r);
	return (ret->key.n > 0 ? ended(&ret->key, e) : RC_OK);
}

void
secrets_tls_release(struct secrets_tls *t)
{

	secret_release(&t->key);
	buf_release(&t->cert);
	buf_release(&t->ca);
}
