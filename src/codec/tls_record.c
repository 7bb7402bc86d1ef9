/* SPDX-License-Identifier: Apache-2.0 */
/* Records of TLS: RFC 8446, 5.1. */
#include "base/cur.h"
#include "codec/tls_record.h"

#define HEAD		5
#define FRAGMENT_MOST	(16384u + 2048u)	/* RFC 5246, 6.2.3. */
#define MESSAGE_HEAD	4u
#define MAJOR		3
#define MINOR_MOST	4

enum type {
	CHANGE_CIPHER_SPEC = 20, ALERT, HANDSHAKE, APPLICATION_DATA, HEARTBEAT
};

rc
tls_record_is(struct span first)
{
	struct cur c = cur_of(first);
	uint64_t type = cur_u8(&c), major = cur_u8(&c), minor = cur_u8(&c);
	uint64_t n = cur_be(&c, 2), message = cur_u8(&c);

	if ((first.n > 0 && type != HANDSHAKE) ||
	    (first.n > 1 && major != MAJOR) ||
	    (first.n > 2 && minor > MINOR_MOST))
		return (RC_NOTFOUND);
	if (!cur_ok(&c))
		return (RC_MORE);
	return (n > 0 && n <= FRAGMENT_MOST && message == TLS_RECORD_HELLO ?
	    RC_OK : RC_NOTFOUND);
}

/* The whole messages in ${t}; the rest of them stays. */
static void
messages(struct tls_record *t, tls_record_fn *fn, void *ctx)
{
	struct cur c = cur_of(buf_span(&t->part));
	size_t at = 0;

	for (;;) {
		uint8_t type = cur_u8(&c);
		size_t n = (size_t)cur_be(&c, 3);
		struct span body = cur_take(&c, n);

		/* Nobody's hello; certificates are a few thousand. */
		if (n > TLS_RECORD_MESSAGE)
			t->secret = true;
		if (!cur_ok(&c) || t->secret)
			break;
		fn(ctx, type, body);
		at = c.at;
	}
	if (at > 0) {
		memmove(t->part.p, t->part.p + at, t->part.n - at);
		t->part.n -= at;
	}
}

/* A message of the handshake that is not encrypted has one of its types. */
static bool
encrypted(const struct tls_record *t, struct span fragment)
{

	return (t->part.n == 0 && fragment.n > 0 &&
	    (unsigned char)fragment.p[0] > 24);
}

static rc
one(struct tls_record *t, uint8_t type, struct span fragment,
    tls_record_fn *fn, void *ctx)
{
	switch (type) {
	case HANDSHAKE:
		if (!encrypted(t, fragment)) {
			buf_put(&t->part, fragment);
			if (t->part.failed)
				return (RC_NOMEM);
			messages(t, fn, ctx);
			if (!t->secret)
				return (RC_OK);
		}
		break;
	case ALERT:
		if (fragment.n == 2)
			fn(ctx, TLS_RECORD_ALERT, fragment);
		return (RC_OK);
	case HEARTBEAT:
		return (RC_OK);
	default:
		break;
	}
	t->secret = true;
	fn(ctx, TLS_RECORD_SECRET, (struct span){ NULL, 0 });
	return (RC_OK);
}

rc
tls_record_feed(struct tls_record *t, struct span in, tls_record_fn *fn,
    void *ctx, size_t *used)
{
	struct cur c = cur_of(in);
	rc r = RC_OK;

	*used = 0;
	while (r == RC_OK && !t->secret && cur_left(&c) >= HEAD) {
		uint8_t type = cur_u8(&c), major = cur_u8(&c);
		size_t n;
		struct span fragment;

		(void)cur_u8(&c);
		n = (size_t)cur_be(&c, 2);
		if (type < CHANGE_CIPHER_SPEC || type > HEARTBEAT ||
		    major != MAJOR || n > FRAGMENT_MOST)
			return (RC_MALFORMED);
		fragment = cur_take(&c, n);
		if (!cur_ok(&c))
			break;
		*used = c.at;
		r = one(t, type, fragment, fn, ctx);
	}
	if (t->secret)
		*used = in.n;
	return (r);
}

void
tls_record_clear(struct tls_record *t)
{

	buf_release(&t->part);
}
