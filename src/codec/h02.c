/* SPDX-License-Identifier: Apache-2.0 */
/* H02, texts and BCD. */
#include <math.h>

#include "base/cur.h"
#include "codec/cells.h"
#include "codec/h02.h"
#include "codec/vocabulary.h"

#define KNOT		1.852			/* km/h */
#define ID_LEAST	5
#define ID_MOST		17
#define ID		1			/* Cells of any text. */
#define KIND		2
#define CLOCK		3
#define ORDER_ID	80
#define ORDER_TEXT	40
#define VENDOR_CELLS	6			/* Behind the status. */

/* Bits of the status: 0 is yes. */
enum { ARMED_BIT = 9, ACC_OFF_BIT = 10, CUT_BIT = 27 };

/* A text at work. */
struct text {
	struct tracker_session		*s;
	const struct tracker_out	*out;
	struct cells	 c;
	size_t		 ns;		/* Cell of N or S; 0: no place. */
	size_t		 date;		/* Cell of it; 0: none. */
	int64_t		 time;
	struct tracker_fix fix;
	bool		 has_status;
	uint32_t	 status;
};

static bool
is_one_of(struct span s, const char *letters)
{

	return (s.n == 1 && s.p[0] != '\0' &&
	    strchr(letters, s.p[0]) != NULL);
}

/* ddmm.mmmm; the same without a point; or -dd-mm.mmmm. */
static bool
angle(struct span s, struct span hemisphere, size_t degrees_n, double *v)
{
	bool south_west = is_one_of(hemisphere, "SW");
	struct cur c = cur_of(s);
	double degrees, minutes;
	int whole, parts;

	if (cells_all_digits(s) && s.n == degrees_n + 6) {
		whole = cells_digits(s, 0, degrees_n);
		parts = cells_digits(s, degrees_n, 6);
		*v = whole + parts / 600000.0;
		*v = south_west ? -*v : *v;
		return (true);
	}
	(void)cur_eat(&c, '-');
	if (cells_num(cur_until(&c, '-'), &degrees) && cur_eat(&c, '-') &&
	    cells_num(cur_take(&c, cur_left(&c)), &minutes)) {
		*v = degrees + minutes / 60;
		*v = south_west ? -*v : *v;
		return (true);
	}
	return (cells_angle(s, hemisphere, v));
}

/* Where the place stands differs by kind: find it by its hemispheres. */
static void
find_place(struct text *t)
{
	struct tracker_fix *f = &t->fix;
	const struct cells *c = &t->c;

	for (size_t i = CLOCK + 1; i + 2 < c->n; i++) {
		if (!is_one_of(c->cell[i], "NS") ||
		    !is_one_of(c->cell[i + 2], "EW") ||
		    !angle(c->cell[i - 1], c->cell[i], 2, &f->lat) ||
		    !angle(c->cell[i + 1], c->cell[i + 2], 3, &f->lon))
			continue;
		t->ns = i;
		f->valid = !is_one_of(c->cell[i - 2], "V");
		if (cells_num(cells_at(c, i + 3), &f->kmh))
			f->kmh *= KNOT;
		(void)cells_num(cells_at(c, i + 4), &f->course);
		return;
	}
}

static bool
is_date(struct span s)
{

	return (s.n == 6 && cells_all_digits(s));
}

/* The date follows the course, or a cell after it; without a place, it is
 * what stands before the status. */
static void
find_date(struct text *t)
{
	const struct cells *c = &t->c;
	uint64_t status;

	for (size_t i = t->ns + 5; t->ns > 0 && i <= t->ns + 6; i++) {
		if (t->date == 0 && is_date(cells_at(c, i)))
			t->date = i;
	}
	for (size_t i = CLOCK + 1; t->ns == 0 && i + 1 < c->n; i++) {
		if (is_date(c->cell[i]) && c->cell[i + 1].n == 8 &&
		    cells_hex(c->cell[i + 1], &status))
			t->date = i;
	}
	if (t->date == 0)
		return;
	if (cells_at(c, t->date + 1).n == 8 &&
	    cells_hex(cells_at(c, t->date + 1), &status)) {
		t->has_status = true;
		t->status = (uint32_t)status;
	}
}

static void
find_time(struct text *t)
{
	struct span clock = cells_at(&t->c, t->ns > 0 ? t->ns - 3 : CLOCK);

	/* One kind tells the day alone. */
	if (!cells_all_digits(clock))
		clock = SPAN("000000");
	t->time = cells_date(cells_at(&t->c, t->date), clock, "dmy");
}

static void
status_fields(struct message *m, uint32_t status)
{

	tracker_ignition(m, (status >> ACC_OFF_BIT & 1) != 0);
	message_bool(m, FIELD_VSS_POWERTRAIN_IS_START_INHIBITED,
	    (status >> CUT_BIT & 1) == 0);
	message_more(m, "armed", MESSAGE_PLAIN,
	    message_of_bool((status >> ARMED_BIT & 1) == 0));
	message_more(m, "status", MESSAGE_PLAIN, message_of_int(status));
}

static void
status_alarms(const struct tracker_session *s, const struct tracker_out *out,
    int64_t time, uint32_t status, const struct tracker_fix *fix)
{
	struct tracker_alarms a = { .n = 0 };

	tracker_alarms_bits(&a, "h02", 0, ~status);
	tracker_alarms_tell(s, out, time, &a, fix);
}

/* odometer, temperature, fuel, altitude, area, cell: of one maker. */
static void
vendor_cells(struct text *t, struct message *m, size_t at)
{
	const struct cells *c = &t->c;
	uint64_t lac, cid;
	double v;

	if (cells_num(cells_at(c, at), &v))
		tracker_odometer(m, v);
	if (cells_num(cells_at(c, at + 2), &v))
		message_more(m, "fuel", MESSAGE_PLAIN, message_of_num(v));
	if (cells_hex(cells_at(c, at + 4), &lac) &&
	    cells_hex(cells_at(c, at + 5), &cid) && cid <= INT64_MAX &&
	    lac <= INT64_MAX)
		tracker_cell(m, -1, -1, (int64_t)lac, (int64_t)cid);
}

/* Has it that maker's six cells? */
static bool
is_vendor(const struct text *t)
{
	struct span fuel = cells_at(&t->c, t->date + 4);

	return (t->has_status && t->ns > 0 &&
	    t->c.n == t->date + 2 + VENDOR_CELLS && fuel.n > 0 &&
	    memchr(fuel.p, '.', fuel.n) != NULL);
}

static void
more_cells(struct text *t, struct message *m, size_t at)
{

	for (size_t i = at; i < t->c.n; i++) {
		if (t->c.cell[i].n > 0)
			message_more(m, "io", (uint32_t)(i - at + 1),
			    message_of_text(t->c.cell[i]));
	}
}

static void
position(struct text *t)
{
	struct message *m;
	bool vendor = is_vendor(t);

	if (vendor)
		(void)cells_num(cells_at(&t->c, t->date + 5), &t->fix.alt);
	m = tracker_begin(t->s, t->out, TYPE_TELEMETRY_SAMPLE, t->time);
	tracker_fix(m, &t->fix);
	if (t->has_status)
		status_fields(m, t->status);
	if (vendor)
		vendor_cells(t, m, t->date + 2);
	else if (t->has_status)
		more_cells(t, m, t->date + 2);
	tracker_done(t->out);
	if (t->has_status)
		status_alarms(t->s, t->out, t->time, t->status, &t->fix);
}

static bool
kind_is(const struct text *t, const char *kind)
{

	return (span_eq(cells_at(&t->c, KIND), span_of(kind)));
}

/* Signal, satellites, battery, steps, times turned over. */
static void
link_cells(struct text *t, struct message *m)
{
	int64_t v;
	double level;

	if (cells_int(cells_at(&t->c, CLOCK + 1), &v))
		message_more(m, "rssi", MESSAGE_PLAIN, message_of_int(v));
	if (cells_int(cells_at(&t->c, CLOCK + 2), &v) && v >= 0)
		message_int(m, FIELD_GNSS_SATS, v);
	if (cells_num(cells_at(&t->c, CLOCK + 3), &level))
		tracker_battery_level(m, level);
}

/* MCC, MNC, interval, count, then area, cell, strength of each. */
static void
neighbours(struct text *t, struct message *m)
{
	static const size_t at[] = { 1, 2, 5, 6 };
	int64_t v[COUNT_OF(at)];

	for (size_t i = 0; i < COUNT_OF(at); i++) {
		if (!cells_int(cells_at(&t->c, CLOCK + at[i]), &v[i]))
			return;
	}
	tracker_cell(m, v[0], v[1], v[2], v[3]);
}

/* A status without a place. */
static void
state(struct text *t)
{
	struct message *m = tracker_begin(t->s, t->out,
	    TYPE_TELEMETRY_SAMPLE, t->time);

	status_fields(m, t->status);
	if (kind_is(t, "LINK"))
		link_cells(t, m);
	if (kind_is(t, "NBR"))
		neighbours(t, m);
	tracker_done(t->out);
	status_alarms(t->s, t->out, t->time, t->status, NULL);
}

/* A beat may tell the battery. */
static void
beat(struct text *t)
{
	struct message *m;
	double level;

	if (!cells_num(cells_at(&t->c, CLOCK), &level))
		return;
	m = tracker_begin(t->s, t->out, TYPE_FEED_HEALTH, EVENT_NO_TIME);
	message_word(m, FIELD_STATE, "ok");
	tracker_battery_level(m, level);
	tracker_done(t->out);
}

static struct span
joined(const struct span *parts, size_t parts_n, char *text, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < parts_n && parts[i].n <= most - n; i++) {
		if (parts[i].n > 0)
			memcpy(text + n, parts[i].p, parts[i].n);
		n += parts[i].n;
	}
	return ((struct span){ text, n });
}

/* "9170000001-S20-130305": the time of the order goes with its answer. */
static struct span
order_id(const struct tracker_session *s, struct span kind,
    struct span clock, char *text)
{
	const struct span parts[] = { { s->id, s->id_n }, SPAN("-"), kind,
	    SPAN("-"), clock };

	return (joined(parts, COUNT_OF(parts), text, ORDER_ID));
}

/* The kind and its first two arguments: "S20 1,0". */
static const char *
order_word(struct span kind, struct span first, struct span second)
{
	char text[ORDER_TEXT];
	const struct span parts[] = { kind, SPAN(" "), first, SPAN(","),
	    second };

	return (vocabulary_order_word("h02", joined(parts, COUNT_OF(parts),
	    text, sizeof(text))));
}

/* What the server orders; all but SCF have the time in front. */
static void
order(struct text *t)
{
	struct span kind = cells_at(&t->c, KIND);
	struct span clock = cells_at(&t->c, CLOCK);
	size_t first = is_date(clock) ? CLOCK + 1 : CLOCK;
	const char *word = order_word(kind, cells_at(&t->c, first),
	    cells_at(&t->c, first + 1));
	char id[ORDER_ID];

	if (word == NULL)
		return;
	tracker_order(t->s, t->out, EVENT_NO_TIME, word, is_date(clock) ?
	    order_id(t->s, kind, clock, id) : SPAN(""));
}

/* Between the order that is confirmed and its time: arguments, DONE, ERROR. */
static void
confirmed(struct text *t)
{
	struct span kind = cells_at(&t->c, CLOCK);
	size_t at = t->ns - 4;
	char id[ORDER_ID];
	bool ok = true;

	if (at <= CLOCK || !is_date(cells_at(&t->c, at)) ||
	    order_word(kind, SPAN(""), SPAN("")) == NULL)
		return;
	for (size_t i = CLOCK + 1; i < at; i++)
		ok = ok && !span_eq(cells_at(&t->c, i), SPAN("ERROR"));
	tracker_obeyed(t->s, t->out, t->time,
	    order_id(t->s, kind, cells_at(&t->c, at), id), ok);
}

static bool
is_letter(char c)
{

	c = (char)(c | 0x20);
	return (c >= 'a' && c <= 'z');
}

/* "*HQ", a number and a kind? */
static bool
is_text(const struct cells *c)
{
	struct span maker = cells_at(c, 0), id = cells_at(c, ID);
	struct span kind = cells_at(c, KIND);

	return (maker.n == 3 && is_letter(maker.p[1]) &&
	    is_letter(maker.p[2]) && cells_all_digits(id) &&
	    id.n >= ID_LEAST && id.n <= ID_MOST && c->n > KIND &&
	    (kind.n == 0 || is_letter(kind.p[0])));
}

static rc
text(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct text t = { .s = s, .out = out, .fix = TRACKER_NO_FIX };
	struct span all = cells_trim(frame);

	if (all.n < 2 || all.p[all.n - 1] != '#')
		return (RC_MALFORMED);
	cells_split(&t.c, (struct span){ all.p, all.n - 1 }, ',');
	if (!is_text(&t.c))
		return (RC_MALFORMED);
	tracker_named(s, t.c.cell[ID]);
	find_place(&t);
	find_date(&t);
	find_time(&t);
	if (t.ns > 0)
		position(&t);
	else if (t.has_status && t.time != EVENT_NO_TIME)
		state(&t);
	else if (kind_is(&t, "HTBT"))
		beat(&t);
	else
		order(&t);
	if (t.ns > 0 && kind_is(&t, "V4"))
		confirmed(&t);
	return (RC_OK);
}

/* The binary form. */
#define SHORT_ID	5
#define LONG_ID		8		/* An IMEI and a nibble. */
#define SHORT_FRAME	32
#define LONG_FRAME	42
#define CELL_FRAME	45		/* A short one, and the cell. */
#define CELL_AT		37
#define CLOCK_BYTES	6
#define BARS		6
enum { VALID_FLAG = 1, NORTH_FLAG, EAST_FLAG };

/* hhmmss ddmmyy at ${at}. */
static int64_t
binary_time(struct span frame, size_t at)
{
	struct cur c = cur_of(frame);
	char raw[2 * CLOCK_BYTES];
	struct span clock;

	(void)cur_take(&c, at);
	clock = cur_take(&c, CLOCK_BYTES);
	if (!cur_ok(&c))
		return (EVENT_NO_TIME);
	(void)tracker_bcd(clock, raw);
	return (cells_date((struct span){ raw + CLOCK_BYTES, CLOCK_BYTES },
	    (struct span){ raw, CLOCK_BYTES }, "dmy"));
}

/* Bytes of the id, told by where a time can be; 0: by neither. */
static size_t
id_bytes(struct span frame)
{

	if (binary_time(frame, 1 + SHORT_ID) != EVENT_NO_TIME &&
	    frame.n != LONG_FRAME)
		return (SHORT_ID);
	if (binary_time(frame, 1 + LONG_ID) != EVENT_NO_TIME)
		return (LONG_ID);
	return (0);
}

static bool
binary_place(struct cur *c, struct tracker_fix *f, unsigned *battery)
{
	char lat[8], lon[10], move[6];
	struct span text = tracker_bcd(cur_take(c, 4), lat);
	uint64_t flags = 0;
	int speed, course;

	if (!angle(text, SPAN("N"), 2, &f->lat))
		return (false);
	*battery = cur_u8(c);
	text = tracker_bcd(cur_take(c, 5), lon);
	if (text.n != sizeof(lon) ||
	    !angle((struct span){ lon, 9 }, SPAN("E"), 3, &f->lon) ||
	    !cells_hex((struct span){ lon + 9, 1 }, &flags))
		return (false);
	f->valid = (flags >> VALID_FLAG & 1) != 0;
	f->lat = (flags >> NORTH_FLAG & 1) != 0 ? f->lat : -f->lat;
	f->lon = (flags >> EAST_FLAG & 1) != 0 ? f->lon : -f->lon;
	text = tracker_bcd(cur_take(c, 3), move);
	speed = cells_digits(text, 0, 3);
	course = cells_digits(text, 3, 3);
	if (speed >= 0)
		f->kmh = speed * KNOT;
	if (course >= 0)
		f->course = course;
	return (cur_ok(c));
}

/* Bars or percent; 0: not told. */
static void
binary_battery(struct message *m, unsigned v)
{

	if (v >= 1 && v <= BARS)
		tracker_battery_level(m, (v - 1) * 20);
	else if (v > BARS && v <= 100)
		tracker_battery_level(m, v);
}

static void
binary_cell(struct message *m, struct span frame)
{
	struct cur c = cur_of(span_from(frame, CELL_AT));
	int64_t mcc = (int64_t)cur_be(&c, 2), mnc = cur_u8(&c);
	int64_t lac = (int64_t)cur_be(&c, 2), cid = (int64_t)cur_be(&c, 2);

	if (cur_ok(&c) && mcc != 0)
		tracker_cell(m, mcc, mnc, lac, cid);
}

static rc
binary(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct cur c = cur_of(frame);
	struct tracker_fix fix = TRACKER_NO_FIX;
	char raw[2 * LONG_ID];
	size_t id_n = id_bytes(frame);
	int64_t time = binary_time(frame, 1 + id_n);
	struct message *m;
	struct span id;
	unsigned battery;
	uint32_t status;

	(void)cur_u8(&c);
	id = tracker_bcd(cur_take(&c, id_n), raw);
	if (id_n == 0 || !cells_all_digits(id) || time == EVENT_NO_TIME)
		return (RC_MALFORMED);
	(void)cur_take(&c, CLOCK_BYTES);
	if (!binary_place(&c, &fix, &battery))
		return (RC_MALFORMED);
	status = (uint32_t)cur_be(&c, 4);
	if (!cur_ok(&c))
		return (RC_MALFORMED);
	tracker_named(s, id_n == LONG_ID ? (struct span){ id.p, id.n - 1 } :
	    id);
	m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE, time);
	tracker_fix(m, &fix);
	status_fields(m, status);
	binary_battery(m, battery);
	if (frame.n == CELL_FRAME)
		binary_cell(m, frame);
	tracker_done(out);
	status_alarms(s, out, time, status, &fix);
	return (RC_OK);
}

rc
h02_frame(struct span in, size_t *n)
{
	size_t want;

	*n = 1;
	if (in.n == 0 || in.p[0] != '$')
		return (tracker_text_frame(in, n, "*", "#"));
	if (in.n < SHORT_FRAME)
		return (RC_MORE);
	/* The 32 bytes alone must decide: how many follow is not told. */
	want = id_bytes((struct span){ in.p, SHORT_FRAME });
	if (want == 0)
		return (RC_MALFORMED);
	want = want == LONG_ID ? LONG_FRAME : SHORT_FRAME;
	if (in.n < want)
		return (RC_MORE);
	*n = want;
	return (RC_OK);
}

rc
h02_read(struct tracker_session *s, struct span frame,
    const struct tracker_out *out)
{
	struct span t = cells_trim(frame);

	if (frame.n == 1 && (t.n == 0 || frame.p[0] == '\0'))
		return (RC_OK);
	if (t.n > 0 && t.p[0] == '*')
		return (text(s, t, out));
	return (frame.n > 0 && frame.p[0] == '$' ? binary(s, frame, out) :
	    RC_MALFORMED);
}
