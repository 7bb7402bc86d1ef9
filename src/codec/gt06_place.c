/* SPDX-License-Identifier: Apache-2.0 */
/* Positions, cells, states and alarms of GT06 units. */
#include "base/attr.h"
#include "codec/gt06_items.h"
#include "codec/gt06_place.h"

#define IMEI		8		/* Bytes of one. */
#define LED		0x100u		/* The body begins ff ff ... */
#define LONG_MNC	0x8000u		/* Bit of the country: two bytes. */
#define UTC_FROM	0x20u		/* Numbers of later editions. */
#define TAIL		5		/* Bytes of the state of one. */
#define ANY		UINT16_MAX

/* Bits of the word that follows the cell: ACC, an input; a voltage. */
#define WORD_ACC	0x8000u
#define WORD_INPUT	0x4000u
#define WORD_ANALOG	0x03ffu

/* A message: letters of the table below, one each field. */
struct layout {
	uint16_t	number;
	uint16_t	least, most;	/* Bytes of the body. */
	const char	*fields;
};

/* The first row that fits; by number, then as dialects add fields. */
static const struct layout layouts[] = {
	{ 0x10, 18, ANY, "G" },
	{ 0x11, 28, ANY, "Ge" },		/* Network of 2 bytes. */
	{ 0x11, 26, 27, "Gc" },
	{ 0x12, 18, 25, "G" },
	{ 0x12, 28, 28, "Gcw" },
	{ 0x12, 31, 31, "GcspqA" },
	{ 0x12, 34, 34, "IGc" },
	{ 0x12, 38, 38, "GcspqA..lo" },
	{ 0x12, 26, ANY, "Gc" },
	{ 0x13, 5, 6, "sbqA" },
	{ 0x16, 31, 31, "GcsbqA" },		/* Without length of cells. */
	{ 0x16, 32, 32, "G.csbqA" },
	{ 0x16, 33, 33, "G.dsbqA" },
	{ 0x16, 36, 36, "G.csbqA.m" },
	{ 0x16, 37, ANY, "G>sbqA" },
	{ 0x18, 14, ANY, "Tc" },
	{ 0x19, 13, 13, "csbqA" },
	{ 0x22, 29, 32, "Gcaur" },
	{ 0x22, 33, 37, "Gcaurm" },
	{ 0x22, 55, 55, ".I......G.cspkq..nH" },
	{ 0x23, 6, 7, "sBqA" },
	{ 0x24, 31, ANY, "GcapB" },
	{ 0x26, 31, 31, "GcsbqA" },
	{ 0x26, 32, 32, "G.csbqA" },
	{ 0x26, 33, 33, "G.dsbqA" },
	{ 0x26, 36, 36, "G.csbqA.m" },
	{ 0x27, 33, 33, "G.csbqA.N" },
	{ 0x27, 34, 34, "G.dsbqA.N" },
	{ 0x27, 37, 37, "G.csbqA.Nm" },
	{ 0x27, 38, 38, "G.dsbqA.Nm" },
	{ 0x28, 14, ANY, "Tc" },
	{ 0x2c, 14, ANY, "Tc" },
	{ 0x31, 37, ANY, "Geaurmh" },		/* 4G, cells of 2 and 4. */
	{ 0x32, 34, 35, "G.esbqA" },
	{ 0x32, 36, ANY, "G.esbqA.h" },
	{ 0x34, 55, 55, "....G..mdDCKq...ijvv" },
	{ 0x36, 5, ANY, "sbq..x" },
	{ 0x37, 29, ANY, "Gcaurx" },
	{ 0x38, 38, ANY, "G...f..x" },
	{ 0x95, 7, 7, "TE" },
	{ 0x95, 19, ANY, "TPFE" },
	{ 0x95 | LED, 27, ANY, "...TSPFWtE" },
	{ 0xa0, 36, 39, "Gfaur" },
	{ 0xa0, 40, ANY, "Gfaurm" },
	{ 0xa1, 21, ANY, "Tf" },
	{ 0xa2, 21, ANY, "Tf" },
	{ 0xa3, 4, ANY, "sbqA" },
	{ 0xa4, 40, 41, "G.fsbqA.N" },
	{ 0xa4, 44, ANY, "G.fsbqA.Nm" },
	{ 0xa5, 20, 21, "fsbqA" },
};

static void
skip(struct gt06_report *r, struct cur *c)
{

	(void)r;
	(void)cur_u8(c);
}

/* Cells of any number: the state is at the end. */
static void
skip_to_state(struct gt06_report *r, struct cur *c)
{

	(void)r;
	if (cur_left(c) >= TAIL)
		(void)cur_take(c, cur_left(c) - TAIL);
}

static void
imei(struct gt06_report *r, struct cur *c)
{

	gt06_report_imei(r, cur_take(c, IMEI));
}

static void
moment(struct gt06_report *r, struct cur *c)
{

	gt06_report_time(r, gt06_place_time(cur_take(c, 6)));
}

/* The high nibble counts the bytes of the place. */
static void
sats(struct gt06_report *r, struct cur *c)
{

	r->fix.sats = cur_u8(c) & 0x0f;
}

static void
place(struct gt06_report *r, struct cur *c)
{
	uint32_t lat = (uint32_t)cur_be(c, 4);
	uint32_t lon = (uint32_t)cur_be(c, 4);

	gt06_report_place(r, lat, lon);
}

static void
speed(struct gt06_report *r, struct cur *c)
{

	r->fix.kmh = cur_u8(c);
}

static void
speed_16(struct gt06_report *r, struct cur *c)
{

	r->fix.kmh = (double)cur_be(c, 2);
}

static void
course(struct gt06_report *r, struct cur *c)
{

	gt06_report_course(r, (unsigned)cur_be(c, 2));
}

static void
gnss(struct gt06_report *r, struct cur *c)
{

	moment(r, c);
	sats(r, c);
	place(r, c);
	speed(r, c);
	course(r, c);
}

/* The country says how long the network is; then so many bytes. */
static void
cell_of(struct gt06_report *r, struct cur *c, size_t lac_n, size_t cid_n)
{
	unsigned mcc = (unsigned)cur_be(c, 2);
	int64_t mnc = (int64_t)cur_be(c, (mcc & LONG_MNC) != 0 ? 2 : 1);
	int64_t lac = (int64_t)cur_be(c, lac_n);
	int64_t cid = (int64_t)(cur_be(c, cid_n) & INT64_MAX);

	if (mcc != 0)
		tracker_cell(r->m, mcc & ~LONG_MNC, mnc, lac, cid);
}

static void
cell(struct gt06_report *r, struct cur *c)
{

	cell_of(r, c, 2, 3);
}

/* Nine bytes: what the network leaves is the cell's. */
static void
cell_nine(struct gt06_report *r, struct cur *c)
{
	struct cur ahead = *c;
	bool wide = (cur_be(&ahead, 2) & LONG_MNC) != 0;

	cell_of(r, c, 2, wide ? 3 : 4);
}

static void
cell_ten(struct gt06_report *r, struct cur *c)
{
	int64_t mcc = (int64_t)cur_be(c, 2), mnc = (int64_t)cur_be(c, 2);
	int64_t lac = (int64_t)cur_be(c, 2), cid = (int64_t)cur_be(c, 4);

	tracker_cell(r->m, mcc, mnc, lac, cid);
}

static void
cell_4g(struct gt06_report *r, struct cur *c)
{

	cell_of(r, c, 4, 8);
}

static void
acc(struct gt06_report *r, struct cur *c)
{

	tracker_ignition(r->m, cur_u8(c) != 0);
}

static void
archive(struct gt06_report *r, struct cur *c)
{

	if (cur_u8(c) == 1)
		message_more(r->m, "archive", MESSAGE_PLAIN,
		    message_of_bool(true));
}

static void
mileage(struct gt06_report *r, struct cur *c)
{

	tracker_odometer(r->m, (double)cur_be(c, 4));
}

static void
mileage_24(struct gt06_report *r, struct cur *c)
{

	tracker_odometer(r->m, (double)cur_be(c, 3));
}

/* In tens of metres. */
static void
mileage_10(struct gt06_report *r, struct cur *c)
{

	tracker_odometer(r->m, (double)cur_be(c, 4) * 10);
}

static void
status(struct gt06_report *r, struct cur *c)
{

	gt06_report_status(r, cur_u8(c));
}

static void
level(struct gt06_report *r, struct cur *c)
{

	gt06_report_level(r, cur_u8(c));
}

static void
alarm_code(struct gt06_report *r, struct cur *c)
{

	gt06_report_alarm(r, GT06_REPORT_CODE, cur_u8(c));
}

static void
event(struct gt06_report *r, struct cur *c)
{
	unsigned code = cur_u8(c);

	gt06_report_more(r, "event", code);
	gt06_report_alarm(r, GT06_REPORT_EVENT, code);
}

static void
volts(struct gt06_report *r, struct cur *c)
{

	tracker_volts(r->m, (double)cur_be(c, 2) / 100);
}

static void
volts_tenths(struct gt06_report *r, struct cur *c)
{

	tracker_volts(r->m, (double)cur_be(c, 2) / 10);
}

static void
battery(struct gt06_report *r, struct cur *c)
{

	tracker_battery(r->m, (double)cur_be(c, 2) / 100);
}

static void
battery_tenths(struct gt06_report *r, struct cur *c)
{

	tracker_battery(r->m, (double)cur_u8(c) / 10);
}

/* Units that call the car's the battery, and their own the backup. */
static void
battery_of_car(struct gt06_report *r, struct cur *c)
{
	double v = (double)cur_be(c, 2) / 100;

	tracker_volts(r->m, v);
	tracker_battery(r->m, v);
}

static void
backup(struct gt06_report *r, struct cur *c)
{

	gt06_report_scaled(r, "backup", (double)cur_be(c, 2) / 100);
}

static void
analog(struct gt06_report *r, struct cur *c)
{

	gt06_report_scaled(r, "adc", (double)cur_be(c, 2) / 100);
}

/* ACC, an input, and ten bits of a voltage in tenths. */
static void
word(struct gt06_report *r, struct cur *c)
{
	unsigned v = (unsigned)cur_be(c, 2);

	tracker_ignition(r->m, (v & WORD_ACC) != 0);
	gt06_report_more(r, "input", (v & WORD_INPUT) != 0);
	gt06_report_scaled(r, "adc", (v & WORD_ANALOG) / 10.0);
}

static void
driver(struct gt06_report *r, struct cur *c)
{
	int64_t id = (int64_t)cur_be(c, 4);

	if (id != 0)
		gt06_report_more(r, "driver", id);
}

static void
altitude(struct gt06_report *r, struct cur *c)
{

	r->fix.alt = (int16_t)cur_be(c, 2);
}

static void
temperature(struct gt06_report *r, struct cur *c)
{

	gt06_report_more(r, "temp", (int8_t)cur_u8(c));
}

static void
minutes(struct gt06_report *r, struct cur *c)
{

	gt06_report_more(r, "minutes", (int64_t)cur_be(c, 3));
}

static void
items(struct gt06_report *r, struct cur *c)
{

	gt06_items_read(r, c, 1);
}

/* A byte that is told as it is. */
#define BYTE(fn, name)							\
	static void							\
	fn(struct gt06_report *r, struct cur *c)			\
	{								\
		gt06_report_more(r, name, cur_u8(c));			\
	}

BYTE(rssi, "rssi")
BYTE(mode, "mode")
BYTE(fence, "fence")
BYTE(input, "input")
BYTE(output, "output")

static void (*const fields[128])(struct gt06_report *, struct cur *) = {
	['.'] = skip, ['>'] = skip_to_state, ['I'] = imei, ['T'] = moment,
	['S'] = sats, ['P'] = place, ['V'] = speed, ['W'] = speed_16,
	['F'] = course, ['G'] = gnss, ['h'] = altitude, ['c'] = cell,
	['d'] = cell_nine, ['e'] = cell_ten, ['f'] = cell_4g, ['a'] = acc,
	['u'] = mode, ['r'] = archive, ['m'] = mileage, ['n'] = mileage_24,
	['o'] = mileage_10, ['s'] = status, ['b'] = level, ['q'] = rssi,
	['A'] = alarm_code, ['N'] = fence, ['E'] = event, ['p'] = volts,
	['t'] = volts_tenths, ['B'] = battery, ['k'] = battery_tenths,
	['C'] = battery_of_car, ['K'] = backup, ['v'] = analog,
	['w'] = word, ['D'] = driver, ['l'] = temperature, ['H'] = minutes,
	['i'] = input, ['j'] = output, ['x'] = items,
};

int64_t
gt06_place_time(struct span raw)
{
	struct cur c = cur_of(raw);
	int v[6];

	for (size_t i = 0; i < COUNT_OF(v); i++)
		v[i] = cur_u8(&c);
	return (cur_ok(&c) ? tracker_time(v[0], v[1], v[2], v[3], v[4],
	    v[5]) : EVENT_NO_TIME);
}

static const struct layout *
find(unsigned number, size_t n)
{

	for (size_t i = 0; i < COUNT_OF(layouts); i++) {
		if (layouts[i].number == number && layouts[i].least <= n &&
		    n <= layouts[i].most)
			return (&layouts[i]);
	}
	return (NULL);
}

rc
gt06_place_read(struct tracker_session *s, const struct tracker_out *out,
    unsigned number, struct span body)
{
	bool led = body.n > 1 && memcmp(body.p, "\xff\xff", 2) == 0;
	const struct layout *l = find(number | (led ? LED : 0), body.n);
	struct cur c = cur_of(body);
	struct gt06_report r;

	if (l == NULL)
		return (RC_NOTFOUND);
	gt06_report_begin(&r, s, out);
	if (number < UTC_FROM)
		gt06_report_local(&r);
	for (const char *p = l->fields; *p != '\0'; p++)
		fields[(unsigned char)*p](&r, &c);
	if (!cur_ok(&c))
		return (RC_MALFORMED);
	gt06_report_tell(&r);
	return (RC_OK);
}
