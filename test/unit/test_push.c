/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody has pushed, as event lines. */
#include <zlib.h>

#include "base/mem.h"
#include "base/ts.h"
#include "model/field.h"
#include "source/push.h"
#include "t.h"

#define REST	"\"type\":\"device.connect\",\"protocol\":\"tcp\","	\
	"\"outcome\":\"success\",\"device\":{\"id\":\"d1\"},"		\
	"\"time\":\"2026-03-02T08:15:00Z\",\"source\":{\"name\":\"a\"}}"
#define ONE	"{" REST
#define SAYS	"{\"received\":\"2026-03-02T08:15:01Z\"," REST
#define STAMPED	"{\"received\":\"2026-03-02T09:00:00.000Z\"," REST "\n"

static const struct {
	const char	*why, *body, *out;
	unsigned	 accepted, rejected;
	const char	*what;		/* Of the first that was not. */
} bodies[] = {
	{ "nothing", "", "", 0, 0, NULL },
	{ "a line", ONE "\n", STAMPED, 1, 0, NULL },
	{ "no end", ONE, STAMPED, 1, 0, NULL },
	{ "it says when", SAYS "\n", SAYS "\n", 1, 0, NULL },
	{ "an array", " [ " ONE " , " ONE " ] ", STAMPED STAMPED, 2, 0,
	    NULL },
	{ "an empty array", "[]", "", 0, 0, NULL },
	{ "one is bad", ONE "\n{\"type\":1}\n" ONE "\n", STAMPED STAMPED, 2,
	    1, "type: expected text, got 1" },
	{ "no JSON", "hello\n" ONE "\n", STAMPED, 1, 1, NULL },
};

static int64_t
now(void)
{
	int64_t ms = 0;

	T_INT(RC_OK, ts_parse(SPAN("2026-03-02T09:00:00Z"), &ms));
	return (ms);
}

static struct push *
made(void)
{
	const struct push_how how = { .name = "push" };
	struct push *p = NULL;

	T_INT(RC_OK, field_init());
	T_INT(RC_OK, push_new(&how, &p));
	return (p);
}

/* Of lines without an id: one that follows from line and number, whatever
 * was read before in the same piece. */
static void
test_after(void)
{
	static const char one[] = "{\"type\":\"clock.tick\","
	    "\"time\":\"2026-03-02T09:00:00Z\","
	    "\"received\":\"2026-03-02T09:00:00Z\","
	    "\"source\":{\"name\":\"a\"}}\n";
	struct push *p = made();
	struct push_told told;
	struct buf two = { 0 }, both = { 0 }, parts = { 0 };
	struct err e = { 0 };

	buf_text(&two, one);
	buf_text(&two, one);
	push_after(p, 41);
	T_INT(RC_OK, push_body(p, buf_span(&two), 0, &both, &told, &e));
	T_INT(2, told.accepted);
	T_INT(RC_OK, push_body(p, SPAN(one), 0, &parts, &told, &e));
	push_after(p, 42);
	T_INT(RC_OK, push_body(p, SPAN(one), 0, &parts, &told, &e));
	T_SPAN(buf_str(&both), buf_span(&parts));
	/* Equal lines, but two of them. */
	T_TRUE(memcmp(both.p, both.p + both.n / 2, both.n / 2) != 0);
	T_INT(RC_OK, push_body(p, SPAN("{}\n"), 0, &parts, &told, &e));
	T_INT(43, told.sample[0].number);
	buf_release(&two);
	buf_release(&both);
	buf_release(&parts);
	push_free(p);
}

static void
test_bodies(void)
{
	struct push *p = made();
	struct push_told told;
	struct buf out = { 0 };
	struct err e;

	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		buf_clear(&out);
		T_INT(RC_OK, push_body(p, span_of(bodies[i].body), now(),
		    &out, &told, &e));
		T_SPAN(bodies[i].out, buf_span(&out));
		T_INT(bodies[i].accepted, told.accepted);
		T_INT(bodies[i].rejected, told.rejected);
		if (bodies[i].what != NULL && told.samples > 0)
			T_STR(bodies[i].what, told.sample[0].what);
		if (t_failed > 0)
			printf("# %s\n", bodies[i].why);
	}
	buf_release(&out);
	push_free(p);
}

/* An element on several lines becomes one line that says the same. */
static void
test_lines(void)
{
	struct push *p = made();
	struct push_told told;
	struct buf out = { 0 };
	struct err e;

	T_INT(RC_OK, push_body(p, SPAN("[\n{\n\"type\":\"clock.tick\",\r\n"
	    "\"time\":\"2026-03-02T08:15:00Z\"}\n]"), now(), &out, &told,
	    &e));
	T_INT(1, told.accepted);
	T_TRUE(out.n > 0 && memchr(out.p, '\n', out.n) == out.p + out.n - 1);
	buf_release(&out);
	push_free(p);
}

static size_t
packed(unsigned char *out, size_t size)
{
	unsigned char text[] = ONE "\n" ONE "\n";
	z_stream z = { .next_out = out, .avail_out = (uInt)size };

	T_INT(Z_OK, deflateInit2(&z, 9, Z_DEFLATED, 31, 9,
	    Z_DEFAULT_STRATEGY));
	z.next_in = text;
	z.avail_in = sizeof(text) - 1;
	T_INT(Z_STREAM_END, deflate(&z, Z_FINISH));
	(void)deflateEnd(&z);
	return (size - z.avail_out);
}

static void
test_packed(void)
{
	struct push *p = made();
	struct push_told told;
	unsigned char gz[512];
	size_t n = packed(gz, sizeof(gz));
	struct buf out = { 0 };
	struct err e;

	T_INT(RC_OK, push_body(p, (struct span){ (char *)gz, n }, now(), &out,
	    &told, &e));
	T_SPAN(STAMPED STAMPED, buf_span(&out));
	/* Cut, nothing of it is taken. */
	T_INT(RC_MALFORMED, push_body(p, (struct span){ (char *)gz, n - 9 },
	    now(), &out, &told, &e));
	T_SPAN(STAMPED STAMPED, buf_span(&out));
	buf_release(&out);
	push_free(p);
}

static void
test_nomem(void)
{
	const struct push_how how = { .name = "push" };
	struct push_told told;
	struct err e;
	rc r = RC_NOMEM;

	T_INT(RC_OK, field_init());
	for (unsigned long n = 1; r == RC_NOMEM; n++) {
		struct push *p = NULL;
		struct buf out = { 0 };

		mem_count = 0;
		mem_fail_at = n;
		if ((r = push_new(&how, &p)) == RC_OK)
			r = push_body(p, SPAN(ONE "\n"), 0, &out, &told, &e);
		mem_fail_at = 0;
		T_TRUE(r == RC_OK || out.n == 0);
		push_free(p);
		buf_release(&out);
		T_TRUE(n < 100);
	}
	T_INT(RC_OK, r);
}

static const struct t_case cases[] = {
	{ "after", test_after },
	{ "bodies", test_bodies },
	{ "elements on several lines", test_lines },
	{ "packed", test_packed },
	{ "out of memory", test_nomem },
};

T_MAIN(cases)
