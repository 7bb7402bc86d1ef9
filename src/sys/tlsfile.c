/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates and keys in files. */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "sys/tlsfile.h"

static bool
moment(const ASN1_TIME *t, int64_t *ms)
{
	struct tm tm;

	if (ASN1_TIME_to_tm(t, &tm) != 1)
		return (false);
	*ms = (int64_t)timegm(&tm) * 1000;
	return (true);
}

/* Whoever would ask for a passphrase gets none. */
static int
no_passphrase(char *buf UNUSED, int size UNUSED, int writing UNUSED,
    void *ctx UNUSED)
{

	return (-1);
}

static rc
check_pair(X509 *cert, struct span key, const char *path, struct err *e)
{
	BIO *in = BIO_new_mem_buf(key.p, (int)key.n);
	EVP_PKEY *k = NULL;
	rc r = RC_OK;

	if (in == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "%.100s", path));
	k = PEM_read_bio_PrivateKey(in, NULL, no_passphrase, NULL);
	if (k == NULL)
		r = rc_fail(e, RC_MALFORMED, 0, "%.80s: its key is no private "
		    "key in PEM without passphrase", path);
	else if (X509_check_private_key(cert, k) != 1)
		r = rc_fail(e, RC_CONFLICT, 0, "%.80s: the key was not made "
		    "for this certificate", path);
	EVP_PKEY_free(k);
	BIO_free(in);
	return (r);
}

static rc
add(struct tlsfile *f, X509 *cert, const char *path, struct err *e)
{
	int64_t from, until;

	if (!moment(X509_get0_notBefore(cert), &from) ||
	    !moment(X509_get0_notAfter(cert), &until))
		return (rc_fail(e, RC_MALFORMED, 0,
		    "%.80s: a certificate without times", path));
	f->from_ms = f->certs == 0 || from > f->from_ms ? from : f->from_ms;
	f->until_ms = f->certs == 0 || until < f->until_ms ? until :
	    f->until_ms;
	f->certs++;
	return (RC_OK);
}

rc
tlsfile_read(const char *path, struct span key, struct tlsfile *ret,
    struct err *e)
{
	struct tlsfile f = { .certs = 0 };
	FILE *in = fopen(path, "re");
	X509 *cert;
	rc r = RC_OK;

	if (in == NULL)
		return (rc_fail(e, errno == ENOENT ? RC_NOTFOUND : RC_DENIED, 0,
		    "%.100s: %s", path, strerrordesc_np(errno)));
	while (r == RC_OK && (cert = PEM_read_X509(in, NULL, no_passphrase,
	    NULL)) != NULL) {
		if (f.certs == 0 && key.n > 0)
			r = check_pair(cert, key, path, e);
		if (r == RC_OK)
			r = add(&f, cert, path, e);
		X509_free(cert);
	}
	ERR_clear_error();
	(void)fclose(in);	/* Only read. */
	if (r == RC_OK && f.certs == 0)
		r = rc_fail(e, RC_MALFORMED, 0,
		    "%.100s: no certificate in PEM", path);
	if (r == RC_OK)
		*ret = f;
	return (r);
}
