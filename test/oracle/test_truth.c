/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The oracle itself: the small cases of the engine design, each with the
 * result that the design writes down, and what one has to get right to be
 * believed about more.
 *
 * A journal is written as "K@S" an event: K says which of the rules A to D
 * it matches, S its time in seconds; "K@S:V" has the value V, "K@S!R" was
 * received at R instead of S, "K@S#I" has the id I, "W@S" is a line of
 * another group that moves the watermark to S.
 */
#include <ctype.h>

#include "base/buf.h"
#include "oracle/verdict.h"
#include "oracle/windows.h"

#include "t.h"

#define BEGIN_MS	INT64_C(1700000000000)
#define MS(s)		((int64_t)((s) * 1000 + ((s) < 0 ? -0.5 : 0.5)))

static struct o_case c;
static struct o_result r;

/* Rules A to D: the letter is somewhere in the event's l. */
static void
rules(void)
{

	memset(&c, 0, sizeof(c));
	c.rules = 4;
	c.until = O_NONE;
	for (size_t i = 0; i < c.rules; i++) {
		struct o_rule *a = &c.rule[i];

		a->sels = a->when.n = 1;
		a->when.node[0].op = O_NAME;
		a->sel[0].maps = a->sel[0].items[0] = 1;
		a->sel[0].item[0][0] = (struct o_item){ .field = 1,
		    .op = O_CONTAINS, .n = 1, .want[0] = { .type = O_STR } };
		a->sel[0].item[0][0].want[0].text[0] = (char)('A' + i);
	}
}

static struct o_corr *
corr(enum o_kind kind, const char *refs, int64_t span_s)
{
	struct o_corr *k = &c.corr[c.corrs++];

	memset(k, 0, sizeof(*k));
	k->kind = kind;
	for (; *refs != '\0'; refs++)
		k->ref[k->refs++] = isdigit((unsigned char)*refs) ?
		    O_RULES + (unsigned)(*refs - '0') :
		    (unsigned)(*refs - 'A');
	k->keys = 1;
	k->key[0].name[0] = 'g';
	k->span_s = span_s;
	k->late_s = k->before_s = k->gap_s = O_NONE;
	k->rearm_s = 10;
	if (kind == O_VALUE_COUNT || verdict_samples(k)) {
		k->fields = 1;
		k->field[0].name[0] = 'v';
	}
	return (k);
}

static void
bound(struct o_corr *k, enum o_cmp cmp, double n)
{

	k->bound[k->bounds].cmp = cmp;
	k->bound[k->bounds++].n = n;
}

static void
add(const char **p)
{
	struct o_event *e = &c.event[c.events];
	size_t n = strcspn(*p, "@");
	char *end;
	double at;

	memset(e, 0, sizeof(*e));
	(void)snprintf(e->value[1].one.text, O_TEXT, "%.*s", (int)n, *p);
	e->value[1].one.type = O_STR;
	e->value[2].one = (struct o_scalar){ .type = O_STR, .text = "x" };
	e->id = (unsigned)c.events;
	at = strtod(*p + n + 1, &end);
	e->time = e->received = BEGIN_MS + MS(at);
	if (**p == 'W') {
		e->time = e->received += 30000;
		e->value[2].one.text[0] = 'w';
	} else if (c.events > 0 && e->received <
	    c.event[c.events - 1].received) {
		/* Late: it came with the line before. */
		e->received = c.event[c.events - 1].received;
	}
	for (; *end != ' ' && *end != '\0'; ) {
		char what = *end;
		double v = strtod(end + 1, &end);

		if (what == ':')
			e->value[5].one = (struct o_scalar){ .type = O_NUM,
			    .num = v };
		else if (what == '!')
			e->received = BEGIN_MS + MS(v);
		else if (what == '#')
			e->id = (unsigned)v;
	}
	c.events++;
	*p = end + strspn(end, " ");
}

static void
journal(const char *p)
{

	c.events = 0;
	while (*p != '\0')
		add(&p);
}

/* True points as "t/deciding line", and alerts as "opening xcount". */
static void
got(enum o_firing how, int only, struct buf *points, struct buf *alerts)
{
	struct o_episode e[64];
	size_t n;

	windows_truth(&c, how, &r);
	for (size_t i = 0; i < r.n; i++) {
		if (only >= 0 && r.fire[i].corr != (unsigned)only)
			continue;
		if (strcmp(r.fire[i].key, "w/") == 0)
			continue;
		buf_fmt(points, "%g/%llu ", (double)(r.fire[i].te - BEGIN_MS) /
		    1000, (unsigned long long)r.fire[i].by);
	}
	n = windows_episodes(&c, &r, e, 64);
	for (size_t i = 0; i < n; i++) {
		if ((only >= 0 && e[i].corr != (unsigned)only) ||
		    strcmp(e[i].key, "w/") == 0)
			continue;
		buf_fmt(alerts, "%g x%u ", (double)(e[i].opened - BEGIN_MS) /
		    1000, e[i].count);
	}
}

static void
want(const char *why, int only, const char *points, const char *alerts)
{
	struct buf p = { 0 }, a = { 0 };
	int before = t_failed;

	got(O_POINTS, only, &p, &a);
	T_STR(points, buf_str(&p));
	if (alerts != NULL)
		T_STR(alerts, buf_str(&a));
	if (t_failed > before)
		printf("# in '%s'\n", why);
	buf_release(&p);
	buf_release(&a);
}

/* Counts of one rule, gte 3 in 10 s. */
static const struct {
	const char	*why, *journal, *points, *alerts;
	unsigned	 late;
	int64_t		 late_s;
} counts[] = {
	{ "C1", "A@0 A@5 A@10", "", "", 0, O_NONE },
	{ "C2", "A@0 A@5 A@9.999", "9.999/3 ", "9.999 x3 ", 0, O_NONE },
	{ "C3", "A@0 A@9 A@5", "9/3 ", "9 x3 ", 0, O_NONE },
	{ "C4 0s", "A@0 A@9 W@8 A@5", "", "", 1, 0 },
	{ "C4 default", "A@0 A@9 W@8 A@5", "9/4 ", "9 x3 ", 0, O_NONE },
	{ "C5", "A@0 A@1 A@2 A@3 A@4", "2/3 3/4 4/5 ", "2 x5 ", 0, O_NONE },
	{ "C6 one", "A@0 A@1 A@2 A@11 A@11.5", "2/3 11.5/5 ", "2 x5 ", 0,
	    O_NONE },
	{ "C6 two", "A@0 A@1 A@2 A@12 A@13 A@14", "2/3 14/6 ",
	    "2 x3 14 x3 ", 0, O_NONE },
	{ "C7", "A@0#7 A@0#7 A@1", "", "", 0, O_NONE },
	{ "C14", "A@0 A@1 A@86402!2", "2/3 ", "2 x3 ", 0, O_NONE },
	{ "just in time", "A@1 A@9 W@20 A@10", "10/4 ", NULL, 0, 10 },
	{ "a day ahead moves nobody", "A@0 W@86400!0 A@1 A@2", "2/4 ", NULL,
	    0, O_NONE },
	{ "an old one behind newer ones", "A@100 A@101 A@50 A@102",
	    "102/4 ", NULL, 1, O_NONE },
};

static void
test_counts(void)
{

	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		rules();
		bound(corr(O_EVENT_COUNT, "A", 10), O_C_GTE, 3);
		c.corr[0].late_s = counts[i].late_s;
		journal(counts[i].journal);
		want(counts[i].why, -1, counts[i].points, counts[i].alerts);
		T_INT(counts[i].late, r.count[0].too_late);
	}
}

static void
test_reset(void)
{
	struct buf p = { 0 }, a = { 0 };

	rules();
	bound(corr(O_EVENT_COUNT, "A", 10), O_C_GTE, 3);
	journal("A@0 A@1 A@2 A@3 A@4");
	got(O_RESET, -1, &p, &a);
	T_STR("2/3 ", buf_str(&p));
	buf_release(&p);
	buf_release(&a);
}

static void
test_lines(void)
{
	struct o_line l[O_EVENTS];

	/* C7: one duplicate; the design counts it. */
	rules();
	journal("A@0#7 A@0#7 A@1");
	windows_lines(&c, l);
	T_TRUE(!l[0].duplicate && l[1].duplicate && !l[2].duplicate);
	/* C14: at its receipt, and nothing else moves. */
	journal("A@0 A@1 A@86402!2 A@302!2 A@302.001!2");
	windows_lines(&c, l);
	T_INT(BEGIN_MS + 2000, l[2].te);
	T_INT(BEGIN_MS + 2000, l[2].clock);
	T_INT(BEGIN_MS + 302000, l[3].te);
	T_INT(BEGIN_MS + 2000, l[4].te);
	T_INT(BEGIN_MS + 2000, l[4].clock);
	/* Without a receipt a jump waits until another one bears it out ... */
	journal("A@0 A@86400 A@1 A@90000 A@2 A@700 A@701 A@90000 A@180000 "
	    "A@90001");
	for (size_t i = 0; i < c.events; i++) {
		c.event[i].received = O_NONE;
		c.event[i].entity = i == 3 || i == 5 || i == 7 || i == 9;
	}
	windows_lines(&c, l);
	T_INT(BEGIN_MS + 86400000, l[1].clock);
	T_INT(BEGIN_MS, l[1].sure);
	/* ... which nobody may do once a line has stayed where it was, ... */
	T_INT(BEGIN_MS + 1000, l[2].sure);
	T_INT(BEGIN_MS + 1000, l[3].sure);
	T_INT(BEGIN_MS + 2000, l[4].sure);
	/* ... but the very next may; and as far as both of them reach. */
	T_INT(BEGIN_MS + 2000, l[5].sure);
	T_INT(BEGIN_MS + 701000, l[6].sure);
	T_INT(BEGIN_MS + 701000, l[7].sure);
	T_INT(BEGIN_MS + 90000000, l[8].sure);
	T_INT(BEGIN_MS + 90001000, l[9].sure);
}

static void
test_values(void)
{

	rules();
	bound(corr(O_VALUE_COUNT, "A", 10), O_C_GTE, 3);
	journal("A@0:1 A@1:2 A@9:1 A@10.5:3");
	want("C8", -1, "10.5/4 ", NULL);

	rules();
	bound(corr(O_AVG, "A", 10), O_C_GT, 5);
	journal("A@0:9 W@-1 A@-1:0 W@0");
	want("C13", -1, "", NULL);
	journal("A@0:9 W@-1 A@-1:3 W@0");
	want("C13, just above", -1, "0/1 ", NULL);
	T_INT(0, r.count[0].too_late);

	rules();
	bound(corr(O_EVENT_COUNT, "A", 10), O_C_LT, 3);
	journal("W@100");
	want("C15", -1, "", NULL);
	journal("A@0 A@1 A@2 W@100");
	want("below three", -1, "0/1 1/2 ", NULL);

	rules();
	bound(corr(O_PERCENTILE, "A", 10), O_C_EQ, 5);
	c.corr[0].percentile = 50;
	journal("A@0:1 A@1:9 W@1");
	want("between two ranks", -1, "1/2 ", NULL);

	rules();
	bound(corr(O_AVG, "A", 10), O_C_LT, 5);
	journal("A@0 W@9");
	want("no sample is never true", -1, "", NULL);
}

static void
test_ordered(void)
{

	rules();
	(void)corr(O_ORDERED, "ABC", 10);
	journal("A@0 B@1 A@8 B@9 C@12");
	want("C9", -1, "12/5 ", NULL);
	journal("A@0 B@1 A@8 C@12");
	want("C9 without B@9", -1, "", NULL);
	journal("A@0 C@1 B@2");
	want("every stage's order counts", -1, "", NULL);

	rules();
	(void)corr(O_ORDERED, "AB", 10);
	journal("A@5 B@5");
	want("C10, two at once", -1, "5/2 ", NULL);
	journal("B@5 A@5");
	want("C10, two at once, the other way", -1, "5/2 ", NULL);
	journal("AB@5");
	want("C10, one event", -1, "", NULL);
	journal("AB@5 AB@5");
	want("two events that match both", -1, "5/2 ", NULL);
	journal("A@0 B@10");
	want("C10, outside", -1, "", NULL);

	/* The series of C11: 3 failures in 10 s, then success in 60 s. */
	rules();
	bound(corr(O_EVENT_COUNT, "A", 10), O_C_GTE, 3);
	(void)corr(O_ORDERED, "0B", 60);
	journal("A@200 A@201 A@202 A@210 A@211 A@212 A@220 A@221 A@222 A@230 "
	    "A@231 A@232 A@240 A@241 A@242 A@250 A@251 A@252 A@260 A@261 "
	    "A@262 A@270 A@271 A@272 A@280 A@281 A@282 A@290 A@291 A@292 "
	    "A@300 A@301 A@302 B@330");
	/* One episode inside, opened before the window of the outer one. */
	want("C11, inside", 0, "202/3 210/4 211/5 212/6 220/7 221/8 222/9 "
	    "230/10 231/11 232/12 240/13 241/14 242/15 250/16 251/17 252/18 "
	    "260/19 261/20 262/21 270/22 271/23 272/24 280/25 281/26 282/27 "
	    "290/28 291/29 292/30 300/31 301/32 302/33 ", "202 x33 ");
	want("C11", 1, "330/34 ", "330 x12 ");
	journal("A@0 A@1 A@2 B@62.5");
	want("C11, too late a success", 1, "", "");
}

/* a or b and not c over the rules 0 to 2. */
static void
text(struct o_corr *k)
{

	k->text = true;
	k->when = (struct o_expr){ .n = 6, .node = { { O_OR, 1, 2 },
	    { O_NAME, 0, 0 }, { O_AND, 3, 4 }, { O_NAME, 1, 0 },
	    { O_NOT, 5, 0 }, { O_NAME, 2, 0 } } };
}

static void
test_text(void)
{

	rules();
	text(corr(O_TEMPORAL, "ABC", 10));
	journal("A@0 B@20 C@21 C@40 W@60");
	want("a or b and not c", -1, "0/1 20/2 ", NULL);
	rules();
	text(corr(O_ORDERED, "ABC", 10));
	journal("A@0 B@20 C@21 C@40 W@60");
	want("the same, ordered", -1, "0/1 20/2 ", NULL);
}

static const struct {
	const char	*why, *journal, *points;
	int64_t		 span_s, before_s;
} absences[] = {
	{ "C12, met", "A@0 B@30 W@31", "", 30, O_NONE },
	{ "C12", "A@0 B@30.001 W@30", "30/1 ", 30, O_NONE },
	{ "C12, the clock is at 59.999", "A@0 B@29.999!59.999", "", 30,
	    O_NONE },
	{ "not yet", "A@0 W@29.999", "", 30, O_NONE },
	{ "before, without x-before", "B@9 A@10 W@40", "40/2 ", 30, O_NONE },
	{ "before", "B@5 A@10 W@40", "", 30, 5 },
	{ "too long before", "B@4.999 A@10 W@40", "40/2 ", 30, 5 },
	{ "the earliest stays", "A@0 A@20 W@100", "30/1 ", 30, O_NONE },
	{ "one after the other", "A@0 A@31 W@100", "30/1 61/2 ", 30, O_NONE },
	{ "out of order", "A@20 A@0 W@100", "30/2 ", 30, O_NONE },
	{ "a late B", "A@0 W@-20 B@5!20 W@40", "", 30, O_NONE },
	{ "an event that matches both", "AB@0 W@40", "", 30, O_NONE },
	{ "0s", "A@0 A@1 B@1 W@9", "0/1 ", 0, O_NONE },
	{ "met, and again", "A@0 B@1 A@2 W@40", "32/3 ", 30, O_NONE },
};

static void
test_absence(void)
{

	for (size_t i = 0; i < COUNT_OF(absences); i++) {
		rules();
		corr(O_ABSENCE, "AB", absences[i].span_s)->before_s =
		    absences[i].before_s;
		journal(absences[i].journal);
		want(absences[i].why, -1, absences[i].points, NULL);
	}
}

static void
test_sessions(void)
{

	rules();
	bound(corr(O_EVENT_COUNT, "A", 10), O_C_GTE, 3);
	c.corr[0].gap_s = 4;
	journal("A@0 A@4 A@8 W@50");
	want("pauses of the gap", -1, "8/3 ", NULL);
	journal("A@0 A@4 A@8.001 W@50");
	want("a longer pause", -1, "", NULL);
	journal("A@0 A@4 A@8 A@10 A@11 A@12 W@50");
	want("at timespan it ends", -1, "8/3 12/6 ", NULL);
	journal("A@4 A@8 A@12 A@0 W@50");
	want("a late first moves all", -1, "8/2 ", NULL);
}

/* Faults that others have shipped. */
static void
test_regressions(void)
{

	rules();
	bound(corr(O_EVENT_COUNT, "A", 10), O_C_GTE, 3);
	journal("A@0 A@1 A@2");
	c.event[1].value[2].one.text[0] = 'y';
	want("groups mixed", -1, "", NULL);
	c.event[1].value[2].one.text[0] = 'x';
	c.event[1].tenant = 1;
	want("tenants mixed", -1, "", NULL);
	c.event[1].tenant = 0;
	c.event[1].value[2].one = (struct o_scalar){ .type = O_NULL };
	want("a key that is null", -1, "", NULL);
	T_INT(1, r.count[0].no_key);

	rules();
	(void)corr(O_ORDERED, "ABCD", 100);
	journal("A@0 B@1 D@2 C@3");
	want("order of the last stages", -1, "", NULL);
	journal("A@0 B@1 C@2 D@3");
	want("in order", -1, "3/4 ", NULL);
	journal("A@0 B@1 C@2 D@100");
	want("outside the span", -1, "", NULL);
}

/* Chains feed every true point on, to any depth. */
static void
test_chains(void)
{

	rules();
	bound(corr(O_EVENT_COUNT, "A", 10), O_C_GTE, 2);
	bound(corr(O_EVENT_COUNT, "0", 10), O_C_GTE, 2);
	bound(corr(O_EVENT_COUNT, "1B", 20), O_C_GTE, 3);
	journal("A@0 A@1 A@2 A@3 B@4");
	want("depth 1", 0, "1/2 2/3 3/4 ", NULL);
	want("depth 2", 1, "2/3 3/4 ", NULL);
	want("depth 3", 2, "4/5 ", NULL);

	/* What waits inside is not too late outside. */
	rules();
	bound(corr(O_AVG, "A", 10), O_C_GT, 1);
	c.corr[0].late_s = 15;
	bound(corr(O_EVENT_COUNT, "0", 10), O_C_EQ, 2);
	journal("A@0:2 A@1:2 W@0 W@20");
	want("what waits in a chain", 1, "1/2 ", NULL);
	T_INT(0, r.count[1].too_late);
}

static const struct t_case cases[] = {
	{ "C1 to C7, C14: counts in time", test_counts },
	{ "C5: reset", test_reset },
	{ "C7, C14: lines before the rules", test_lines },
	{ "C8, C13, C15: values", test_values },
	{ "C9 to C11: order", test_ordered },
	{ "text conditions", test_text },
	{ "C12: absence", test_absence },
	{ "sessions", test_sessions },
	{ "faults of others", test_regressions },
	{ "chains", test_chains },
};

T_MAIN(cases)
