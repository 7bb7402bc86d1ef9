/* SPDX-License-Identifier: Apache-2.0 */
/* Items that newer GT06 units append. */
#include "base/attr.h"
#include "codec/gt06_items.h"

#define HEAD		5		/* Bytes in front of message 70's. */
#define IMSI		8		/* Bytes of BCD. */
#define ICCID		10

/* A row: an item of so many bytes. */
struct item {
	uint16_t	id, n;
	void		(*fn)(struct gt06_report *, struct cur *);
};

static void
imei(struct gt06_report *r, struct cur *c)
{

	gt06_report_imei(r, cur_take(c, cur_left(c)));
}

/* Digits of a SIM, without what fills them up. */
static void
digits(struct gt06_report *r, struct cur *c, enum field_id field, size_t n)
{
	char *text = message_room(r->m, 2 * n);
	struct span s = cur_take(c, n);

	if (text == NULL || s.n == 0)
		return;
	s = tracker_bcd(s, text);
	while (s.n > 0 && s.p[s.n - 1] == 'f')
		s.n--;
	message_text(r->m, field, s);
}

static void
imsi(struct gt06_report *r, struct cur *c)
{

	digits(r, c, FIELD_SIM_IMSI, IMSI);
}

static void
iccid(struct gt06_report *r, struct cur *c)
{

	digits(r, c, FIELD_SIM_ICCID, ICCID);
}

static void
cell(struct gt06_report *r, struct cur *c)
{
	int64_t mcc = (int64_t)cur_be(c, 2), mnc = (int64_t)cur_be(c, 2);
	int64_t lac = (int64_t)cur_be(c, 2), cid = (int64_t)cur_be(c, 4);

	if (lac != 0)
		tracker_cell(r->m, mcc, mnc, lac, cid);
}

static void
battery(struct gt06_report *r, struct cur *c)
{

	tracker_battery(r->m, (double)cur_be(c, 2) / 100);
}

static void
hdop(struct gt06_report *r, struct cur *c)
{

	r->fix.hdop = cur_u8(c) / 10.0;
}

static void
moment(struct gt06_report *r, struct cur *c)
{
	int64_t s = (int64_t)cur_be(c, 4);

	/* The place's own time comes first and is the better one. */
	if (r->time == EVENT_NO_TIME)
		gt06_report_time(r, s * 1000);
}

static void
mileage(struct gt06_report *r, struct cur *c)
{

	tracker_odometer(r->m, (double)cur_be(c, 4));
}

static void
place(struct gt06_report *r, struct cur *c)
{
	int64_t s = (int64_t)cur_be(c, 4);
	uint32_t lat, lon;

	gt06_report_time(r, s * 1000);
	r->fix.sats = cur_u8(c);
	r->fix.alt = (int16_t)cur_be(c, 2);
	lat = (uint32_t)cur_be(c, 4);
	lon = (uint32_t)cur_be(c, 4);
	gt06_report_place(r, lat, lon);
	r->fix.kmh = cur_u8(c);
	gt06_report_course(r, (unsigned)cur_be(c, 2));
}

static void
event(struct gt06_report *r, struct cur *c)
{
	unsigned code = cur_u8(c);

	gt06_report_more(r, "event", code);
	gt06_report_alarm(r, GT06_REPORT_ITEM, code);
}

static void
level(struct gt06_report *r, struct cur *c)
{

	tracker_battery_level(r->m, cur_u8(c));
}

static const struct item items[] = {
	{ 0x01, 8, imei }, { 0x02, IMSI, imsi }, { 0x03, ICCID, iccid },
	{ 0x11, 10, cell }, { 0x18, 2, battery }, { 0x28, 1, hdop },
	{ 0x2c, 4, moment }, { 0x2e, 4, mileage }, { 0x33, 18, place },
	{ 0x34, 6, event }, { 0x6a, 1, level },
};

static void
item(struct gt06_report *r, unsigned id, struct span value)
{
	struct cur c = cur_of(value);

	for (size_t i = 0; i < COUNT_OF(items); i++) {
		if (items[i].id == id && items[i].n == value.n) {
			items[i].fn(r, &c);
			return;
		}
	}
	if (value.n > 0 && value.n < sizeof(int64_t))
		message_more(r->m, "item", id,
		    message_of_int((int64_t)cur_be(&c, value.n)));
}

void
gt06_items_read(struct gt06_report *r, struct cur *c, size_t n)
{

	while (cur_left(c) > 2 + n) {
		unsigned id = (unsigned)cur_be(c, 2);
		size_t bytes = (size_t)cur_be(c, n);

		if (bytes > cur_left(c))
			return;
		item(r, id, cur_take(c, bytes));
	}
}

rc
gt06_items_message(struct tracker_session *s, const struct tracker_out *out,
    struct span body)
{
	struct cur c = cur_of(body);
	struct gt06_report r;

	(void)cur_take(&c, HEAD);
	if (!cur_ok(&c))
		return (RC_MALFORMED);
	gt06_report_begin(&r, s, out);
	gt06_items_read(&r, &c, 2);
	gt06_report_tell(&r);
	return (RC_OK);
}
