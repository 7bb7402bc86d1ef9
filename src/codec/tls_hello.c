/* SPDX-License-Identifier: Apache-2.0 */
/* The hellos of TLS. */
#include "base/attr.h"
#include "base/cur.h"
#include "codec/tls_hello.h"

#define RANDOM		32
#define SESSION_MOST	32
#define HOST_NAME	0		/* RFC 6066, 3. */

bool
tls_hello_grease(uint16_t v)
{

	return ((v & 0x0f0f) == 0x0a0a && v >> 8 == (v & 0xff));
}

/* Bytes with their length, of ${n} bytes, in front. */
static struct span
vector(struct cur *c, size_t n)
{

	return (cur_take(c, (size_t)cur_be(c, n)));
}

static bool
on_sni(struct cur *c, struct tls_hello *h)
{
	struct cur list;

	h->has_sni = true;
	if (cur_left(c) == 0)		/* A server says only that it read. */
		return (true);
	list = cur_of(vector(c, 2));
	if (cur_u8(&list) == HOST_NAME)
		h->sni = vector(&list, 2);
	return (cur_ok(&list));
}

static bool
on_alpn(struct cur *c, struct tls_hello *h)
{
	struct cur list = cur_of(vector(c, 2));

	h->alpn = vector(&list, 1);
	return (cur_ok(&list) && h->alpn.n > 0);
}

static bool
on_signatures(struct cur *c, struct tls_hello *h)
{

	h->signatures = vector(c, 2);
	return (h->signatures.n % 2 == 0 &&
	    h->signatures.n / 2 <= TLS_HELLO_SIGNATURES);
}

/* A client lists what it can, a server says the one. */
static bool
on_versions(struct cur *c, struct tls_hello *h)
{
	struct cur list;
	uint16_t best = 0;

	if (cur_left(c) == 2) {
		h->version = (uint16_t)cur_be(c, 2);
		return (true);
	}
	list = cur_of(vector(c, 1));
	while (cur_left(&list) >= 2) {
		uint16_t v = (uint16_t)cur_be(&list, 2);

		if (!tls_hello_grease(v) && v > best)
			best = v;
	}
	if (best != 0)
		h->version = best;
	return (cur_left(&list) == 0);
}

static const struct ext_row {
	uint16_t	 type;
	bool		(*read)(struct cur *, struct tls_hello *);
} ext_rows[] = {
	{ TLS_EXT_SNI,		on_sni },
	{ TLS_EXT_SIGNATURES,	on_signatures },
	{ TLS_EXT_ALPN,		on_alpn },
	{ TLS_EXT_VERSIONS,	on_versions },
};

static bool
known(uint16_t type, struct span body, struct tls_hello *h)
{
	struct cur c = cur_of(body);

	for (size_t i = 0; i < COUNT_OF(ext_rows); i++) {
		if (ext_rows[i].type == type)
			return (ext_rows[i].read(&c, h) && cur_ok(&c) &&
			    cur_left(&c) == 0);
	}
	return (true);
}

/* RFC 8446, 4.2: no type twice. */
static bool
add(struct tls_hello *h, uint16_t type)
{

	if (h->ext_n == TLS_HELLO_EXTS)
		return (false);
	for (size_t i = 0; i < h->ext_n; i++) {
		if (h->ext[i] == type)
			return (false);
	}
	h->ext[h->ext_n++] = type;
	return (true);
}

/* The rest of a hello; without it the hello may end. */
static rc
extensions(struct cur *c, struct tls_hello *h)
{
	struct cur all;

	if (!cur_ok(c))
		return (RC_MALFORMED);
	if (cur_left(c) == 0)
		return (RC_OK);
	all = cur_of(vector(c, 2));
	while (cur_left(&all) > 0) {
		uint16_t type = (uint16_t)cur_be(&all, 2);
		struct span body = vector(&all, 2);

		if (!cur_ok(&all) || !add(h, type) || !known(type, body, h))
			return (RC_MALFORMED);
	}
	return (cur_ok(c) && cur_left(c) == 0 ? RC_OK : RC_MALFORMED);
}

/* What both begin with; is the session's id short enough? */
static bool
head(struct cur *c, struct tls_hello *h)
{

	*h = (struct tls_hello){ .version = (uint16_t)cur_be(c, 2) };
	(void)cur_take(c, RANDOM);
	return (vector(c, 1).n <= SESSION_MOST);
}

rc
tls_hello_client(struct span body, struct tls_hello *h)
{
	struct cur c = cur_of(body);

	if (!head(&c, h))
		return (RC_MALFORMED);
	h->ciphers = vector(&c, 2);
	(void)vector(&c, 1);		/* Compression: nobody's any more. */
	if (h->ciphers.n % 2 != 0 || h->ciphers.n / 2 > TLS_HELLO_CIPHERS)
		return (RC_MALFORMED);
	return (extensions(&c, h));
}

rc
tls_hello_server(struct span body, struct tls_hello *h)
{
	struct cur c = cur_of(body);

	if (!head(&c, h))
		return (RC_MALFORMED);
	h->cipher = (uint16_t)cur_be(&c, 2);
	(void)cur_u8(&c);
	return (extensions(&c, h));
}
