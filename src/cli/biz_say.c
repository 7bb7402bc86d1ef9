/* SPDX-License-Identifier: Apache-2.0 */
/* Event lines from templates. */
#include "base/ts.h"
#include "cli/biz_raid.h"
#include "cli/biz_say.h"
#include "cli/sim_send.h"

#define LAG_MS		60	/* A system's line to the collector. */
#define AIR_MS		300	/* A unit's. */

/* Who writes which types; the first prefix that fits. */
static const struct {
	const char	*prefix;
	enum sim_source	 source;
} writers[] = {
	{ "telemetry.",	SIM_TCU },	{ "device.",	SIM_TCU },
	{ "trip.",	SIM_TCU },	{ "broker.",	SIM_TCU },
	{ "command.",	SIM_GATE },	{ "ref.",	SIM_DESK },
	{ "api.",	SIM_APP },	{ "app.",	SIM_APP },
	{ "auth.",	SIM_IDP },	{ "booking.",	SIM_BOOK },
	{ "data.",	SIM_OFFICE },	{ "db.",	SIM_DB },
	{ "cloud.",	SIM_CLOUD },	{ "ota.",	SIM_OTA },
	{ "ocpp.",	SIM_CSMS },	{ "sim.",	SIM_CARRIER },
	{ "ids.",	SIM_IDS },	{ "audit.",	SIM_AUDIT },
	{ "",		SIM_CRM },
};

static const char *const kinds[BIZ_KINDS] = { "customer", "employee",
	"partner", "service", "dealer", "customer" };

static enum sim_source
source_of(const char *type)
{
	size_t i = 0;

	while (strncmp(type, writers[i].prefix, strlen(writers[i].prefix)) != 0)
		i++;
	return (writers[i].source);
}

static void
stamp(struct buf *b, int64_t ms)
{
	char text[TS_TEXT];

	ts_text(ms, text);
	buf_char(b, '"');
	buf_put(b, (struct span){ text, sizeof(text) });
	buf_char(b, '"');
}

static void
client(struct buf *b, const struct biz_net *n)
{

	buf_fmt(b, "\"client\":{\"ip\":\"%s\",\"asn\":%d,\"net_kind\":\"%s\"",
	    n->ip, n->asn, n->kind);
	if (n->key[0] != '\0')
		buf_fmt(b, ",\"device_key\":\"%s\"", n->key);
	buf_fmt(b, ",\"tls\":{\"version\":1.3,\"ja4\":\"%s\"}}", n->ja4);
}

static void
actor(struct buf *b, const struct biz_person *p, const char *more)
{

	buf_fmt(b, "\"actor\":{\"id\":\"%s\",\"kind\":\"%s\",\"token_id\":\""
	    "%s%s\"", p->id, kinds[p->kind], p->token, more);
	if (p->role != NULL)
		buf_fmt(b, ",\"roles\":[\"%s\"]", p->role);
	if (p->kind == BIZ_EMPLOYEE)
		buf_text(b, ",\"mfa\":true");
	buf_text(b, ",\"created_at\":");
	stamp(b, p->created_ms);
	buf_text(b, "},");
}

static const struct biz_net *
net_of(const struct biz_scene *s)
{

	return (s->net != NULL ? s->net : &s->who->net);
}

static void
place(struct buf *b, const struct biz_scene *s, double off_m)
{
	struct sim_spot at = sim_car_spot(&s->unit->car);
	struct sim_fix fix;

	at.x += off_m;
	at.y += 12;
	fix = sim_world_fix(at);
	buf_text(b, "\"lat\":");
	sim_write_fixed(b, fix.lat, 6);
	buf_text(b, ",\"lon\":");
	sim_write_fixed(b, fix.lon, 6);
	if (off_m > 0)
		buf_text(b, ",\"acc_m\":15");
}

static void
person_letter(struct biz *z, struct buf *b, const struct biz_scene *s, char c)
{

	switch (c) {
	case 'p':
		buf_fmt(b, "%s|%s", net_of(s)->ip, net_of(s)->ja4);
		break;
	case 'u':
		buf_int(b, net_of(s)->asn);
		break;
	case 'r':
		buf_int(b, 80000 + (s->who - z->person));
		break;
	case 'A': case 'V':
		actor(b, c == 'A' ? s->who : s->other, "");
		client(b, c == 'A' ? net_of(s) : &s->other->net);
		break;
	case 'X': case 'Z':
		actor(b, s->other, c == 'X' ? "x" : "");
		client(b, net_of(s));
		break;
	case 'N':
		client(b, net_of(s));
		break;
	case 'W':
		client(b, &s->other->net);
		break;
	case 'a': case 'b':
		buf_text(b, c == 'a' ? s->who->id : s->other->id);
		break;
	case 'k': case 'K':
		buf_text(b, c == 'k' ? s->who->token : s->other->token);
		break;
	case 'q': case 'e':
		buf_text(b, c == 'q' ? s->who->card : s->who->doc);
		break;
	default:
		BUG_IF(true);
	}
}

static void
letter(struct biz *z, struct buf *b, const struct biz_scene *s, char c)
{

	switch (c) {
	case 'C': case 'D':
		sim_write_object(b, &s->unit->car.who, c == 'D');
		break;
	case 'c':
		sim_write_vehicle(b, &s->unit->car.who);
		break;
	case 'd':
		sim_write_device(b, &s->unit->car.who);
		break;
	case 'L': case 'P': case 'F':
		place(b, s, c == 'L' ? 0 : c == 'P' ? 9 : 4000);
		break;
	case 'f':
		buf_int(b, s->unit->car.who.fw + 1);
		break;
	case 'I':
		buf_int(b, (int64_t)s->unit->car.who.imei);
		break;
	case 'i': case 'j':
		buf_int(b, s->i + (c == 'j' ? 10000 : 0));
		break;
	case 'n': case 'm': case 'o':
		buf_int(b, c == 'n' ? s->n : c == 'm' ? s->m :
		    (int64_t)s->booking);
		break;
	case '#':
		buf_int(b, (int64_t)++z->serial);
		break;
	case 'w':
		buf_text(b, s->word);
		break;
	default:
		person_letter(z, b, s, c);
	}
}

/* "$+90;" and "$-90;": a time beside the line's; return what follows. */
static const char *
beside(struct buf *b, const char *t, int64_t at_ms)
{
	int64_t s = 0;
	int64_t sign = *t++ == '-' ? -1 : 1;

	for (; *t != ';'; t++)
		s = s * 10 + (*t - '0');
	stamp(b, at_ms + sign * s * 1000);
	return (t + 1);
}

void
biz_say_text(struct biz *z, const struct biz_scene *s, const char *t,
    struct buf *b)
{
	int64_t at = s->at_ms != 0 ? s->at_ms : z->f->now_ms;

	while (*t != '\0') {
		if (*t == '\'') {
			buf_char(b, '"');
			t++;
		} else if (*t != '$') {
			buf_char(b, *t++);
		} else if (t[1] == '+' || t[1] == '-') {
			t = beside(b, t + 1, at);
		} else {
			letter(z, b, s, t[1]);
			t += 2;
		}
	}
}

void
biz_say(struct biz *z, const struct biz_scene *s, const char *type,
    const char *template)
{
	struct sim_fleet *f = z->f;
	enum sim_source source = source_of(type);
	int64_t at = s->at_ms != 0 ? s->at_ms : f->now_ms;
	int64_t got_ms = at + s->late_ms + (source == SIM_TCU ? AIR_MS :
	    LAG_MS);
	struct sim_id id;
	struct buf *b;
	size_t cut;
	rc got;

	/* An attack's lines are neither swallowed nor cut off. */
	if (s->raid == NULL && (at > f->end_ms ||
	    sim_send_muted(f, source, got_ms)))
		return;
	if ((got = sim_queue_open(&f->queue, &b)) != RC_OK) {
		sim_send_fail(f, got);
		return;
	}
	sim_send_id(f, got_ms, &id);
	cut = sim_write_head(b, &id, type, source);
	sim_write_times(b, at, got_ms);
	if (*template != '\0')
		buf_char(b, ',');
	biz_say_text(z, s, template, b);
	buf_text(b, "}\n");
	sim_send_mark(f, s->act, &id, at);
	if (s->raid != NULL)
		biz_raid_mark(z, s->raid, &id, at);
	if ((got = sim_queue_put(&f->queue, got_ms, source, cut)) != RC_OK)
		sim_send_fail(f, got);
}
