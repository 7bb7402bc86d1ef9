/* SPDX-License-Identifier: Apache-2.0 */
/* TLS of the side that was connected to. */
#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "base/mem.h"
#include "sys/tlslink.h"

struct tlslink_server {
	SSL_CTX	*ctx;
};

struct tlslink {
	SSL	*ssl;
	bool	 writes, broken;
};

static BIO *
text(struct span s)
{

	return (s.n <= INT_MAX ? BIO_new_mem_buf(s.p, (int)s.n) : NULL);
}

/* The first certificate is ours, the others lead to who certified it. */
static bool
take_chain(SSL_CTX *ctx, struct span pem)
{
	BIO *in = text(pem);
	X509 *x = in != NULL ? PEM_read_bio_X509(in, NULL, NULL, NULL) : NULL;
	bool ok = x != NULL && SSL_CTX_use_certificate(ctx, x) == 1;

	X509_free(x);
	while (ok && (x = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL)
		if (SSL_CTX_add0_chain_cert(ctx, x) != 1) {
			X509_free(x);
			ok = false;
		}
	BIO_free(in);
	return (ok);
}

static bool
take_key(SSL_CTX *ctx, struct span pem)
{
	BIO *in = text(pem);
	EVP_PKEY *k = in != NULL ? PEM_read_bio_PrivateKey(in, NULL, NULL,
	    NULL) : NULL;
	bool ok = k != NULL && SSL_CTX_use_PrivateKey(ctx, k) == 1 &&
	    SSL_CTX_check_private_key(ctx) == 1;

	EVP_PKEY_free(k);
	BIO_free(in);
	return (ok);
}

static bool
take_ca(SSL_CTX *ctx, struct span pem)
{
	BIO *in = text(pem);
	size_t n = 0;
	bool ok = in != NULL;
	X509 *x;

	while (ok && (x = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL) {
		ok = X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), x) ==
		    1 && SSL_CTX_add_client_CA(ctx, x) == 1;
		X509_free(x);
		n++;
	}
	BIO_free(in);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER |
	    SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	return (ok && n > 0);
}

rc
tlslink_server(struct span cert, struct span key, struct span ca,
    struct tlslink_server **ret, struct err *e)
{
	struct tlslink_server *s = mem_new(sizeof(*s));
	rc r = RC_OK;

	if (s == NULL || (s->ctx = SSL_CTX_new(TLS_server_method())) == NULL)
		r = rc_fail(e, RC_NOMEM, 0, "TLS: out of memory");
	else if (SSL_CTX_set_min_proto_version(s->ctx, TLS1_2_VERSION) != 1 ||
	    !take_chain(s->ctx, cert) || !take_key(s->ctx, key))
		r = rc_fail(e, RC_MALFORMED, 0, "TLS: the certificate or its "
		    "key cannot be used");
	else if (ca.n > 0 && !take_ca(s->ctx, ca))
		r = rc_fail(e, RC_MALFORMED, 0, "TLS: who may certify others "
		    "cannot be used");
	ERR_clear_error();
	if (r != RC_OK || s == NULL) {
		tlslink_server_free(s);
		return (r);
	}
	/* No peer goes on where another connection stood: nothing of him is
	 * kept, and his certificate is looked at each time. */
	(void)SSL_CTX_set_session_cache_mode(s->ctx, SSL_SESS_CACHE_OFF);
	(void)SSL_CTX_set_options(s->ctx, SSL_OP_NO_TICKET |
	    SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
	(void)SSL_CTX_set_num_tickets(s->ctx, 0);
	*ret = s;
	return (RC_OK);
}

void
tlslink_server_free(struct tlslink_server *s)
{

	if (s == NULL)
		return;
	SSL_CTX_free(s->ctx);
	mem_free(s);
}

rc
tlslink_new(struct tlslink_server *s, int fd, struct tlslink **ret)
{
	struct tlslink *t = mem_new(sizeof(*t));

	if (t == NULL || (t->ssl = SSL_new(s->ctx)) == NULL ||
	    SSL_set_fd(t->ssl, fd) != 1) {
		ERR_clear_error();
		tlslink_free(t);
		return (RC_NOMEM);
	}
	SSL_set_accept_state(t->ssl);
	*ret = t;
	return (RC_OK);
}

void
tlslink_free(struct tlslink *t)
{

	if (t == NULL)
		return;
	if (t->ssl != NULL && !t->broken && SSL_is_init_finished(t->ssl))
		(void)SSL_shutdown(t->ssl);
	ERR_clear_error();
	SSL_free(t->ssl);
	mem_free(t);
}

static rc
failed(struct tlslink *t, struct err *e)
{
	unsigned long code = ERR_peek_last_error();
	const char *why = code != 0 ? ERR_reason_error_string(code) : NULL;
	bool shown = SSL_get_verify_result(t->ssl) == X509_V_OK &&
	    ERR_GET_REASON(code) != SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE;

	t->broken = true;
	ERR_clear_error();
	return (rc_fail(e, shown ? RC_IO : RC_DENIED, 0, "TLS: %.100s",
	    why != NULL ? why : "the connection was cut"));
}

rc
tlslink_read(struct tlslink *t, void *to, size_t room, size_t *got,
    struct err *e)
{

	ERR_clear_error();
	t->writes = false;
	if (SSL_read_ex(t->ssl, to, room, got) == 1)
		return (RC_OK);
	switch (SSL_get_error(t->ssl, 0)) {
	case SSL_ERROR_WANT_READ:
		return (RC_MORE);
	case SSL_ERROR_WANT_WRITE:
		t->writes = true;
		return (RC_MORE);
	case SSL_ERROR_ZERO_RETURN:
		return (RC_NOTFOUND);
	default:
		return (failed(t, e));
	}
}

bool
tlslink_writes(const struct tlslink *t)
{

	return (t->writes);
}
