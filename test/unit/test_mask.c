/* SPDX-License-Identifier: Apache-2.0 */
/* Personal data out of sight. */
#include "base/json.h"
#include "base/mem.h"
#include "model/field.h"
#include "model/mask.h"
#include "t.h"

#define SECRET	"Zq7-secret-value"

static struct mask *
mask_of(char c)
{
	uint8_t key[MASK_KEY];
	struct mask *m = NULL;

	T_INT(RC_OK, field_init());
	memset(key, c, sizeof(key));
	T_INT(RC_OK, mask_new(key, &m));
	return (m);
}

static bool
has(const struct buf *b, const char *what)
{

	return (memmem(b->p, b->n, what, strlen(what)) != NULL);
}

static rc
ignore(void *ctx, enum json_step what, const struct json_val *v, size_t at)
{

	(void)ctx;
	(void)what;
	(void)v;
	(void)at;
	return (RC_OK);
}

static bool
is_json(const struct buf *b)
{
	struct arena a = { 0 };
	struct err e;
	rc r = json_walk(buf_span(b), NULL, &a, ignore, NULL, &e);

	arena_release(&a);
	return (r == RC_OK);
}

/* {"vehicle":{"vin":VALUE}} */
static void
put_nested(struct buf *b, enum field_id id, const char *value)
{
	struct span seg[FIELD_SEGS];
	size_t n = field_path(id, seg);

	for (size_t i = 0; i < n; i++) {
		buf_char(b, '{');
		buf_json(b, seg[i]);
		buf_char(b, ':');
	}
	buf_text(b, value);
	for (size_t i = 0; i < n; i++)
		buf_char(b, '}');
}

/* Every personal field, wherever it stands, whatever it has. */
static void
test_every_field(void)
{
	static const char *const values[] = { "\"" SECRET "\"", "-48.137",
	    "[\"" SECRET "\",\"x\"]", "{\"a\":{\"b\":[\"" SECRET "\"]}}",
	    "[{\"lat\":\"" SECRET "\"}]" };
	struct mask *m = mask_of('k');
	unsigned fields = 0;

	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		const struct field *f = field_row((enum field_id)i);

		if (f->personal == NULL)
			continue;
		fields++;
		for (size_t k = 0; k < COUNT_OF(values); k++) {
			struct buf in = { 0 }, out = { 0 };

			buf_text(&in, "{\"event\":");
			put_nested(&in, (enum field_id)i, values[k]);
			buf_fmt(&in, ",\"where\":{\"fields\":{\"%s\":%s}}}",
			    f->name, values[k]);
			T_INT(RC_OK, mask_json(m, buf_span(&in), &out));
			if (has(&out, SECRET) || has(&out, "48.1") ||
			    !is_json(&out))
				printf("# %s %s: %.*s\n", f->name, values[k],
				    (int)out.n, out.p);
			T_TRUE(!has(&out, SECRET) && !has(&out, "48.1"));
			T_TRUE(is_json(&out));
			buf_release(&in);
			buf_release(&out);
		}
	}
	T_TRUE(fields >= 20);
	mask_free(m);
}

static void
want(struct mask *m, const char *in, const char *out)
{
	struct buf b = { 0 };

	T_INT(RC_OK, mask_json(m, span_of(in), &b));
	T_SPAN(out, buf_span(&b));
	buf_release(&b);
}

static void
test_forms(void)
{
	struct mask *m = mask_of('k');

	/* What is not personal stays byte for byte. */
	want(m, "{ \"type\" : \"a.b\",\"n\":[1, 2.50,null,true] }",
	    "{ \"type\" : \"a.b\",\"n\":[1, 2.50,null,true] }");
	want(m, "\"plain\"", "\"plain\"");
	want(m, "{\"signals\":{\"Vehicle.CurrentLocation.Latitude\":48.1,"
	    "\"Vehicle.Speed\":50}}",
	    "{\"signals\":{\"Vehicle.CurrentLocation.Latitude\":null,"
	    "\"Vehicle.Speed\":50}}");
	want(m, "{\"unmapped\":{\"who\":\"Ann\"},\"phone_pos\":{\"lat\":1},"
	    "\"id\":\"e1\"}",
	    "{\"unmapped\":\"[masked]\",\"phone_pos\":null,\"id\":\"e1\"}");
	mask_free(m);
}

/* The same value is the same pseudonym, here and in other texts; another
 * installation has others. */
static void
test_pseudonyms(void)
{
	struct mask *m = mask_of('k'), *other = mask_of('l');
	struct buf a = { 0 }, b = { 0 };
	const struct span in = SPAN("{\"login\":\"kim\\u0041nn\","
	    "\"title\":\"kimAnn and kimAnn\",\"x\":\"kim\"}");
	char first[32];

	T_INT(RC_OK, mask_json(m, in, &a));
	T_TRUE(!has(&a, "nn") && has(&a, "\"x\":\"kim\""));
	memcpy(first, a.p + sizeof("{\"login\":\"") - 1, 16);
	first[16] = '\0';
	T_TRUE(strncmp(first, "[login ", 7) == 0 && first[15] == ']');
	T_TRUE(memmem(a.p + 30, a.n - 30, first, 16) != NULL);
	T_INT(RC_OK, mask_json(other, in, &b));
	T_TRUE(!has(&b, first));
	/* An entity is of its kind. */
	buf_clear(&a);
	T_INT(RC_OK, mask_json(m, SPAN("{\"entity\":{\"kind\":\"login\","
	    "\"id\":\"kimAnn\"}}"), &a));
	T_TRUE(has(&a, first) && !has(&a, "kimAnn"));
	buf_clear(&a);
	T_INT(RC_OK, mask_json(m, SPAN("{\"entity\":{\"kind\":\"vehicle\","
	    "\"id\":\"veh-17\"}}"), &a));
	T_TRUE(has(&a, "veh-17"));
	buf_release(&a);
	buf_release(&b);
	mask_free(m);
	mask_free(other);
}

/* text, what must be gone; NULL: nothing changes */
static const struct {
	const char	*text, *gone;
} shapes[] = {
	{ "from ann.b+c@mail.example.org to", "ann.b+c@mail.example.org" },
	{ "car WVWZZZ1JZXW000001.", "WVWZZZ1JZXW000001" },
	{ "wvwzzz1jzxw000001", "wvwzzz1jzxw000001" },
	{ "call +49 (30) 1234-567 now", "1234-567" },
	{ "call +4930123456789", "+4930123456789" },
	{ "at 52.51627, 13.37770", "52.51627" },
	{ "lat=-33.8568&lon=151.2153", "151.2153" },
	{ "/v1/users/ann@example.org/cars", "ann@example.org" },
	{ "+49 30 1234567ann@mail.example.org", "ann@mail" },
	{ "version 1.2.3 of 10.0.0.1", NULL },
	{ "2026-03-02T08:15:04.250Z+01:00", NULL },
	{ "a@b", NULL },
	{ "0123456789abcdef0123456789abcdef", NULL },
	{ "12345678901234567", NULL },		/* Digits alone. */
	{ "WVWZZZ1JZXW00000I", NULL },		/* I is in no VIN. */
	{ "speed 12.5 of 0.123", NULL },
	{ "10.1234.5678", NULL },
};

static void
test_shapes(void)
{
	struct mask *m = mask_of('k');

	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		struct buf b = { 0 };
		struct span in = span_of(shapes[i].text);

		mask_text(m, in, &b);
		if (shapes[i].gone == NULL)
			T_SPAN(shapes[i].text, buf_span(&b));
		else {
			T_TRUE(!has(&b, shapes[i].gone));
			T_TRUE(has(&b, "["));
		}
		buf_release(&b);
	}
	mask_free(m);
}

/* Damaged or out of memory: nothing is put out, masked or not. */
static void
test_failures(void)
{
	const struct span in = SPAN("{\"login\":\"kim\\u0041nn\",\"t\":"
	    "\"kimAnn\",\"unmapped\":{\"a\":[1]}}");
	struct mask *m = NULL;
	struct buf b = { 0 };
	uint8_t key[MASK_KEY] = { 1 };
	rc r = RC_NOMEM;

	for (size_t n = 0; n < in.n; n++) {
		m = mask_of('k');
		T_TRUE(mask_json(m, (struct span){ in.p, n }, &b) != RC_OK);
		T_INT(0, b.n);
		mask_free(m);
	}
	for (unsigned long n = 1; r != RC_OK && n < 100; n++) {
		m = NULL;
		mem_count = 0;
		mem_fail_at = n;
		if ((r = mask_new(key, &m)) == RC_OK)
			r = mask_json(m, in, &b);
		mem_fail_at = 0;
		T_TRUE(r == RC_OK || r == RC_NOMEM);
		T_TRUE(r == RC_OK || b.n == 0);
		mask_free(m);
		if (r != RC_OK)
			buf_release(&b);
	}
	T_INT(RC_OK, r);
	T_TRUE(!has(&b, "kim"));
	buf_release(&b);
}

static const struct t_case cases[] = {
	{ "every personal field of the dictionary", test_every_field },
	{ "forms", test_forms },
	{ "pseudonyms", test_pseudonyms },
	{ "what looks like personal data", test_shapes },
	{ "failures", test_failures },
};

T_MAIN(cases)
