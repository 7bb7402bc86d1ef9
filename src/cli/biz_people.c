/* SPDX-License-Identifier: Apache-2.0 */
/* Who acts in the business. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cli/biz_people.h"

#define PER_CAR		6		/* Customers for each car. */
#define CARS_PER_HEAD	8		/* Cars that keep one employee busy. */
#define STAFF_MIN	12
#define OWNED		4		/* Each fourth car has an owner. */
#define FAMILY		17		/* Each such customer has a family. */
#define OUTSIDERS	64
#define NEW_MS		(3 * BIZ_HOUR)	/* Age of a new account. */

static const char *const phones[] = {
	"t13d1715h2_5b57614c22b0_3d5424432f57",
	"t13d2014h2_a09f3c656075_14788d8d241b",
};

static const char hosted[] = "t13i190800_9dc949149365_97f8aa674fd9";

/* How they are called, and from which networks they come. */
static const struct {
	const char	*id, *token, *net;
	int		 asn, away;	/* First ASN of each. */
	int		 asns;
} ways[BIZ_KINDS] = {
	[BIZ_CUSTOMER] = { "acc-", "tok-c", "mobile", 64501, 64511, 4 },
	[BIZ_EMPLOYEE] = { "emp-", "tok-e", "fixed", 64500, 64530, 1 },
	[BIZ_PARTNER] = { "prt-", "tok-p", "hosting", 64541, 64541, 4 },
	[BIZ_SERVICE] = { "svc-", "tok-s", "hosting", 64500, 64500, 1 },
	[BIZ_DEALER] = { "dlr-", "tok-d", "fixed", 64551, 64551, 4 },
	[BIZ_OUTSIDER] = { "acc-9", "tok-o", "hosting", 64580, 64580, 9 },
};

static const struct {
	const char	*role, *days;
	int		 early, late;
} shifts[] = {
	{ "support", "1-5", 5, 14 },	{ "support", "1-5", 13, 22 },
	{ "support", "6-7", 5, 22 },	{ "dispatcher", "1-5", 5, 14 },
	{ "dispatcher", "1-5", 13, 22 }, { "dispatcher", "6-7", 5, 22 },
	{ "support", "1-5", 6, 15 },	{ "admin", "1-5", 6, 17 },
};

static struct biz_net
net(enum biz_kind kind, size_t n, int first)
{
	struct biz_net w = { .asn = first + (int)n % ways[kind].asns,
	    .kind = ways[kind].net };
	bool phone = kind == BIZ_CUSTOMER;

	w.ja4 = phone ? phones[n / 4 % 2] : kind == BIZ_EMPLOYEE ?
	    "t13d1516h2_8daaf6152771_e5627efa2ab1" : hosted;
	if (phone && first == ways[kind].away)
		w.kind = "fixed";
	/* A carrier hides thousands behind a few addresses. */
	(void)snprintf(w.ip, sizeof(w.ip), "%d.%d.%d.%d", phone ? 100 : 198,
	    phone ? 80 : 18 + (int)kind, w.asn % 100,
	    (int)(phone ? n / 4 % 12 + 1 : n % 250 + 1));
	if (kind == BIZ_EMPLOYEE && first == ways[kind].away)
		(void)snprintf(w.ip, sizeof(w.ip), "198.51.100.7");
	return (w);
}

static void
person(struct biz *b, struct biz_person *p, enum biz_kind kind, size_t n)
{
	/* A family of three shares card and tablet. */
	size_t like = kind == BIZ_CUSTOMER && n % FAMILY < 3 ?
	    n - n % FAMILY : n;

	p->kind = kind;
	(void)snprintf(p->id, sizeof(p->id), "%s%05d", ways[kind].id,
	    (int)n + 1);
	(void)snprintf(p->token, sizeof(p->token), "%s%05d",
	    ways[kind].token, (int)n + 1);
	(void)snprintf(p->card, sizeof(p->card), "card-%05d", (int)like);
	(void)snprintf(p->doc, sizeof(p->doc), "doc-%05d", (int)n);
	p->created_ms = b->f->opts.start_ms -
	    sim_rng_int(&b->rng, 40, 1400) * BIZ_DAY;
	p->net = net(kind, like, ways[kind].asn);
	p->away = net(kind, like, ways[kind].away);
	p->family = kind == BIZ_CUSTOMER && n % FAMILY < 3;
	if (kind == BIZ_CUSTOMER || kind == BIZ_OUTSIDER) {
		(void)snprintf(p->net.key, sizeof(p->net.key), "app-%c%05d",
		    kind == BIZ_CUSTOMER ? 'c' : 'o', (int)like);
		memcpy(p->away.key, p->net.key, sizeof(p->net.key));
	}
	if (kind == BIZ_OUTSIDER)
		p->created_ms = b->f->now_ms - NEW_MS;
	if (kind == BIZ_EMPLOYEE) {
		p->role = shifts[n % COUNT_OF(shifts)].role;
		p->days = shifts[n % COUNT_OF(shifts)].days;
		p->early = shifts[n % COUNT_OF(shifts)].early;
		p->late = shifts[n % COUNT_OF(shifts)].late;
	}
}

static void
cars(struct biz *b)
{

	for (size_t i = 0; i < b->f->units; i++) {
		struct biz_car *c = &b->car[i];

		*c = (struct biz_car){ .owner = i % OWNED == 3 ?
		    (uint32_t)(b->first[BIZ_CUSTOMER] + i) : BIZ_NOBODY,
		    .rider = BIZ_NOBODY, .hybrid = i % 3 == 0 };
		b->f->unit[i].car.who.tls = true;
	}
}

rc
biz_people_fill(struct biz *b)
{
	size_t units = b->f->units, all = 0;
	size_t many[BIZ_KINDS] = {
		[BIZ_CUSTOMER] = units * PER_CAR,
		[BIZ_EMPLOYEE] = units / CARS_PER_HEAD > STAFF_MIN ?
		    units / CARS_PER_HEAD : STAFF_MIN,
		[BIZ_PARTNER] = 2, [BIZ_SERVICE] = 3, [BIZ_DEALER] = 2,
		[BIZ_OUTSIDER] = OUTSIDERS,
	};

	for (int k = 0; k < BIZ_KINDS; k++) {
		b->first[k] = all;
		all += many[k];
	}
	b->first[BIZ_KINDS] = all;
	b->person = mem_array(all, sizeof(*b->person));
	b->car = mem_array(units, sizeof(*b->car));
	if (b->person == NULL || b->car == NULL)
		return (RC_NOMEM);
	for (int k = 0; k < BIZ_KINDS; k++)
		for (size_t n = 0; n < many[k]; n++)
			person(b, &b->person[b->first[k] + n],
			    (enum biz_kind)k, n);
	cars(b);
	return (RC_OK);
}

bool
biz_people_on_shift(const struct biz_person *p, int64_t ms)
{
	int hour = biz_clock(ms), day = biz_weekday(ms);

	/* The first and last minutes are nobody's. */
	return (!p->gone && p->days != NULL && day >= p->days[0] - '0' &&
	    day <= p->days[2] - '0' && hour >= p->early &&
	    biz_clock(ms + 20 * BIZ_MIN) < p->late && hour < p->late);
}

struct biz_person *
biz_people_colleague(struct biz *b, const char *role)
{
	size_t n = biz_count(b, BIZ_EMPLOYEE);
	size_t from = (size_t)sim_rng_int(&b->rng, 0, (int64_t)n - 1);

	for (size_t i = 0; i < n; i++) {
		struct biz_person *p = &b->person[b->first[BIZ_EMPLOYEE] +
		    (from + i) % n];

		if (strcmp(p->role, role) == 0 &&
		    biz_people_on_shift(p, b->f->now_ms))
			return (p);
	}
	return (NULL);
}

void
biz_people_renew(struct biz *b)
{

	b->fresh++;
	for (size_t i = 0; i < OUTSIDERS; i++) {
		struct biz_person *p = &b->person[b->first[BIZ_OUTSIDER] + i];
		int n = b->fresh * OUTSIDERS + (int)i + 1;

		(void)snprintf(p->id, sizeof(p->id), "%s%05d",
		    ways[BIZ_OUTSIDER].id, n);
		(void)snprintf(p->token, sizeof(p->token), "%s%05d",
		    ways[BIZ_OUTSIDER].token, n);
		(void)snprintf(p->net.key, sizeof(p->net.key), "app-o%05d", n);
		memcpy(p->away.key, p->net.key, sizeof(p->net.key));
		p->created_ms = b->f->now_ms - NEW_MS;
	}
}
