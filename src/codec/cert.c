/* SPDX-License-Identifier: Apache-2.0 */
/* What an X.509 certificate says. */
#include <openssl/x509.h>

#include "base/cur.h"
#include "base/ts.h"
#include "codec/cert.h"

#define LENGTH	3		/* Bytes of each. */

/* The last of them, as RFC 6125 (B.2) has it, in UTF-8; cut between two
 * characters where it is too long. */
static size_t
common_name(const X509_NAME *name, char text[CERT_TEXT])
{
	int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1), next;
	unsigned char *utf8 = NULL;
	size_t n;
	int got;

	if (at < 0)
		return (0);
	while ((next = X509_NAME_get_index_by_NID(name, NID_commonName,
	    at)) >= 0)
		at = next;
	got = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(
	    X509_NAME_get_entry(name, at)));
	if (got < 0)
		return (0);
	n = span_keep(text, CERT_TEXT,
	    (struct span){ (const char *)utf8, (size_t)got });
	while (n < (size_t)got && n > 0 && (utf8[n] & 0xc0) == 0x80)
		n--;
	OPENSSL_free(utf8);
	return (n);
}

static size_t
serial(const ASN1_INTEGER *i, char text[CERT_SERIAL])
{
	const unsigned char *p = ASN1_STRING_get0_data(i);
	int n = ASN1_STRING_length(i);

	if (n <= 0 || n > CERT_SERIAL / 2)
		return (0);
	hash_hex(p, (size_t)n, text);
	return (2 * (size_t)n);
}

static int64_t
moment(const ASN1_TIME *t)
{
	struct tm tm;

	if (ASN1_TIME_to_tm(t, &tm) != 1)
		return (0);
	return (((int64_t)ts_days(tm.tm_year + 1900, tm.tm_mon + 1,
	    tm.tm_mday) * 86400 + tm.tm_hour * 3600 + tm.tm_min * 60 +
	    tm.tm_sec) * 1000);
}

rc
cert_leaf(struct span body, struct span *der)
{
	struct cur c = cur_of(body);
	size_t all = (size_t)cur_be(&c, LENGTH), n;
	struct span leaf;

	if (!cur_ok(&c) || all != cur_left(&c))
		return (RC_MALFORMED);
	if (all == 0)
		return (RC_NOTFOUND);
	n = (size_t)cur_be(&c, LENGTH);
	leaf = cur_take(&c, n);
	if (!cur_ok(&c) || n == 0)
		return (RC_MALFORMED);
	*der = leaf;
	return (RC_OK);
}

rc
cert_read(struct span der, struct cert *ret)
{
	const unsigned char *at = (const unsigned char *)der.p;
	struct cert c = { .cn_n = 0 };
	X509 *x;

	if (der.n == 0 || der.n > INT32_MAX ||
	    (x = d2i_X509(NULL, &at, (long)der.n)) == NULL)
		return (RC_MALFORMED);
	c.cn_n = common_name(X509_get_subject_name(x), c.cn);
	c.issuer_n = common_name(X509_get_issuer_name(x), c.issuer);
	c.serial_n = serial(X509_get0_serialNumber(x), c.serial);
	c.not_before = moment(X509_get0_notBefore(x));
	c.not_after = moment(X509_get0_notAfter(x));
	c.self = X509_NAME_cmp(X509_get_subject_name(x),
	    X509_get_issuer_name(x)) == 0;
	X509_free(x);
	if (at != (const unsigned char *)der.p + der.n)
		return (RC_MALFORMED);
	hash_sha256(der, c.sha256);
	*ret = c;
	return (RC_OK);
}
