/* SPDX-License-Identifier: Apache-2.0 */
/* Goal: bodies are signed and checked as Standard Webhooks has it. */
#include "model/webhook.h"
#include "t.h"

/* The specification's example. */
#define SECRET	"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define SIGNED	"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define AT	INT64_C(1614265330)

static struct webhook
example(void)
{

	return ((struct webhook){ SPAN("msg_p5jXN8AQM9LWM0D4loKWxJek"),
	    SPAN("1614265330"), SPAN("{\"test\": 2432232314}") });
}

static void
test_hmac(void)
{
	/* RFC 4231, test cases 2 and 6. */
	const struct span two[] = { SPAN("what do ya want "),
	    SPAN("for nothing?") };
	const struct span six[] = { SPAN("Test Using Larger Than Block-Size "
	    "Key - Hash Key First") };
	char key[131], hex[2 * HASH_SHA256 + 1] = "";
	uint8_t sum[HASH_SHA256];

	hash_hmac_sha256(SPAN("Jefe"), two, 2, sum);
	hash_hex(sum, sizeof(sum), hex);
	T_STR("5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843", hex);
	memset(key, 0xaa, sizeof(key));
	hash_hmac_sha256((struct span){ key, sizeof(key) }, six, 1, sum);
	hash_hex(sum, sizeof(sum), hex);
	T_STR("60e431591ee0b67f0d8a26aacbf5b77f"
	    "8e0bc6213728c5140546040f0ee37f54", hex);
}

static void
test_sign(void)
{
	const struct webhook m = example();
	char out[WEBHOOK_SIGNED + 1] = "";
	struct webhook_key key;
	struct err e;

	T_INT(RC_OK, webhook_key(SPAN(SECRET), &key, &e));
	T_INT(24, key.n);
	webhook_sign(&key, &m, out);
	T_STR(SIGNED, out);
}

static void
test_check(void)
{
	struct webhook m = example();
	struct webhook_key key;
	struct err e;

	T_INT(RC_OK, webhook_key(SPAN(SECRET), &key, &e));
	T_INT(RC_OK, webhook_check(&key, &m, SPAN(SIGNED), AT, &e));
	/* One of several fits; other versions are passed over. */
	T_INT(RC_OK, webhook_check(&key, &m, SPAN("v2,xx v1,abc " SIGNED),
	    AT, &e));
	T_INT(RC_OK, webhook_check(&key, &m, SPAN(SIGNED),
	    AT + WEBHOOK_SKEW_S, &e));
	T_INT(RC_DENIED, webhook_check(&key, &m, SPAN(SIGNED),
	    AT + WEBHOOK_SKEW_S + 1, &e));
	T_INT(RC_DENIED, webhook_check(&key, &m, SPAN(SIGNED),
	    AT - WEBHOOK_SKEW_S - 1, &e));
	T_INT(RC_DENIED, webhook_check(&key, &m, SPAN("v1,"), AT, &e));
	m.body = SPAN("{\"test\": 2432232315}");
	T_INT(RC_DENIED, webhook_check(&key, &m, SPAN(SIGNED), AT, &e));
	m = example();
	m.id = SPAN("msg_another");
	T_INT(RC_DENIED, webhook_check(&key, &m, SPAN(SIGNED), AT, &e));
	m.id = SPAN("");
	T_INT(RC_MALFORMED, webhook_check(&key, &m, SPAN(SIGNED), AT, &e));
	m = example();
	m.time = SPAN("16142653x0");
	T_INT(RC_MALFORMED, webhook_check(&key, &m, SPAN(SIGNED), AT, &e));
	m.time = SPAN("9999999999999");
	T_INT(RC_MALFORMED, webhook_check(&key, &m, SPAN(SIGNED), AT, &e));
}

static void
test_keys(void)
{
	char longest[WEBHOOK_KEY + 2];
	struct webhook_key key;
	struct err e;

	memset(longest, 'k', sizeof(longest));
	T_INT(RC_OK, webhook_key((struct span){ longest, WEBHOOK_KEY }, &key,
	    &e));
	T_INT(WEBHOOK_KEY, key.n);
	T_INT(RC_MALFORMED, webhook_key((struct span){ longest,
	    WEBHOOK_KEY + 1 }, &key, &e));
	T_INT(RC_MALFORMED, webhook_key(SPAN("fifteen bytes.."), &key, &e));
	T_INT(RC_MALFORMED, webhook_key(SPAN("whsec_AAECAwQF"), &key, &e));
	T_INT(RC_MALFORMED, webhook_key(SPAN("whsec_!!!!AwQFBgcICQoLDA0ODw=="),
	    &key, &e));
	T_INT(RC_MALFORMED, webhook_key(SPAN("whsec_="), &key, &e));
	T_INT(RC_OK, webhook_key(SPAN("whsec_AAECAwQFBgcICQoLDA0ODw=="),
	    &key, &e));
	T_INT(16, key.n);
	T_INT(15, key.byte[15]);
}

static const struct t_case cases[] = {
	{ "HMAC", test_hmac },
	{ "sign", test_sign },
	{ "check", test_check },
	{ "keys", test_keys },
};

T_MAIN(cases)
