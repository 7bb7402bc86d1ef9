/* SPDX-License-Identifier: Apache-2.0 */
/* What all codecs of tracker protocols share. */
#include <math.h>

#include "base/cur.h"
#include "base/hash.h"
#include "base/ts.h"
#include "codec/tracker.h"
#include "codec/vocabulary.h"

#define IMEI		15		/* Digits, 3GPP TS 23.003, 6.2.1. */
#define CENTURY		2000
#define YEAR_MOST	9999
#define TIME_MOST	INT64_C(253402300799999)	/* End of 9999, ms. */
#define NOBODY		"unidentified"
#define ID_BYTES	8		/* Of an order that has none. */
#define DELETE		0x7f

void
tracker_named(struct tracker_session *s, struct span id)
{
	bool shows = false;

	if (id.n > TRACKER_ID_MAX)
		id.n = TRACKER_ID_MAX;
	/* What is cleaned out of texts cannot be all of a name. */
	for (size_t i = 0; i < id.n; i++) {
		unsigned char c = (unsigned char)id.p[i];

		if (c < ' ' || c == DELETE)
			return;
		shows |= c > ' ' && c < DELETE;
	}
	if (!shows)
		return;
	s->id_n = id.n;
	memcpy(s->id, id.p, id.n);
}

static bool
imei(struct span id)
{

	for (size_t i = 0; i < id.n; i++) {
		if (id.p[i] < '0' || id.p[i] > '9')
			return (false);
	}
	return (id.n == IMEI);
}

struct message *
tracker_begin(const struct tracker_session *s, const struct tracker_out *out,
    enum event_type type, int64_t time)
{
	struct span id = { s->id, s->id_n };
	struct message *m = out->m;

	if (time < 0 || time > TIME_MOST)
		time = s->now;
	message_begin(m, type, time);
	if (id.n > 0 || !s->known)
		message_text(m, FIELD_DEVICE_ID, id.n > 0 ? id :
		    SPAN(NOBODY));
	if (imei(id))
		message_text(m, FIELD_DEVICE_IMEI, id);
	return (m);
}

void
tracker_fix(struct message *m, const struct tracker_fix *fix)
{

	if (!fix->valid)
		message_word(m,
		    FIELD_VSS_CURRENT_LOCATION_GNSSRECEIVER_FIX_TYPE, "NONE");
	/* What is not told is NAN, which sets nothing. */
	message_num(m, FIELD_VSS_CURRENT_LOCATION_LATITUDE, fix->lat);
	message_num(m, FIELD_VSS_CURRENT_LOCATION_LONGITUDE, fix->lon);
	message_num(m, FIELD_VSS_CURRENT_LOCATION_ALTITUDE, fix->alt);
	message_num(m, FIELD_VSS_CURRENT_LOCATION_HEADING, fix->course);
	message_num(m, FIELD_GNSS_SPEED_KMH, fix->kmh);
	if (fix->sats >= 0)
		message_int(m, FIELD_GNSS_SATS, fix->sats);
	message_num(m, FIELD_GNSS_HDOP, fix->hdop);
}

/* The fields that make a sample one: signals, and what the receiver says. */
static uint64_t telling[FIELD_TOTAL / 64 + 1];

void
tracker_init(void)
{

	for (unsigned f = FIELD_NONE + 1; f < FIELD_TOTAL; f++) {
		const struct field *row = field_row((enum field_id)f);

		if (row->place == FIELD_SIGNAL ||
		    strncmp(row->name, "gnss.", 5) == 0)
			telling[f / 64] |= UINT64_C(1) << f % 64;
	}
}

/* Does a sample sample anything that is known here? */
static bool
tells(const struct message *m)
{

	for (size_t i = 0; i < COUNT_OF(telling); i++) {
		if ((telling[i] & m->has[i]) != 0)
			return (true);
	}
	return (false);
}

void
tracker_done(const struct tracker_out *out)
{
	struct message *m = out->m;

	/* What only the vendor's own names tell is a sign of life. */
	if (m->type == TYPE_TELEMETRY_SAMPLE && !tells(m)) {
		m->type = TYPE_FEED_HEALTH;
		message_word(m, FIELD_STATE, "ok");
	}
	out->fn(out->ctx, m);
}

void
tracker_alarm(const struct tracker_session *s, const struct tracker_out *out,
    int64_t time, const char *alarm, const struct tracker_fix *fix)
{
	struct message *m = tracker_begin(s, out, TYPE_TELEMETRY_ALARM, time);

	message_word(m, FIELD_ALARM, alarm);
	if (fix != NULL)
		tracker_fix(m, fix);
	tracker_done(out);
}

void
tracker_alarms_add(struct tracker_alarms *a, const char *word)
{

	if (word == NULL || a->n == COUNT_OF(a->word))
		return;
	for (size_t i = 0; i < a->n; i++) {
		if (strcmp(a->word[i], word) == 0)
			return;
	}
	a->word[a->n++] = word;
}

void
tracker_alarms_bits(struct tracker_alarms *a, const char *family,
    uint32_t base, uint32_t bits)
{

	for (uint32_t bit = 0; bit < 32; bit++) {
		if ((bits >> bit & 1) != 0)
			tracker_alarms_add(a,
			    vocabulary_alarm(family, base + bit));
	}
}

void
tracker_alarms_tell(const struct tracker_session *s,
    const struct tracker_out *out, int64_t time,
    const struct tracker_alarms *a, const struct tracker_fix *fix)
{

	for (size_t i = 0; i < a->n; i++)
		tracker_alarm(s, out, time, a->word[i], fix);
}

void
tracker_connect(const struct tracker_session *s,
    const struct tracker_out *out, const char *protocol)
{
	struct message *m = tracker_begin(s, out, TYPE_DEVICE_CONNECT,
	    EVENT_NO_TIME);

	message_word(m, FIELD_PROTOCOL, protocol);
	tracker_done(out);
}

/* For an order that the protocol does not number. */
static struct span
order_id(struct message *m, const struct tracker_session *s, int64_t time,
    const char *command)
{
	uint64_t sum = hash_seeded((struct span){ s->id, s->id_n },
	    (uint64_t)time);
	uint8_t bytes[ID_BYTES];
	char *text = message_room(m, 2 * sizeof(bytes));

	sum = hash_mix(sum, hash_64(span_of(command)));
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(sum >> 8 * i);
	if (text == NULL)
		return (span_of(command));
	hash_hex(bytes, sizeof(bytes), text);
	return ((struct span){ text, 2 * sizeof(bytes) });
}

void
tracker_order(const struct tracker_session *s, const struct tracker_out *out,
    int64_t time, const char *command, struct span id)
{
	struct message *m = tracker_begin(s, out, TYPE_COMMAND_REQUEST, time);

	message_text(m, FIELD_COMMAND_ID,
	    id.n > 0 ? id : order_id(m, s, m->time, command));
	message_word(m, FIELD_COMMAND, command);
	tracker_done(out);
}

void
tracker_obeyed(const struct tracker_session *s, const struct tracker_out *out,
    int64_t time, struct span id, bool ok)
{
	struct message *m = tracker_begin(s, out, TYPE_COMMAND_RESULT, time);

	message_text(m, FIELD_COMMAND_ID, id);
	message_word(m, FIELD_RESULT, ok ? "ack" : "nack");
	tracker_done(out);
}

void
tracker_said(const struct tracker_session *s, const struct tracker_out *out,
    int64_t time, const char *what)
{
	struct message *m = tracker_begin(s, out, TYPE_FEED_HEALTH, time);

	message_word(m, FIELD_STATE, "ok");
	message_more(m, "text", MESSAGE_PLAIN,
	    message_of_text(span_of(what)));
	tracker_done(out);
}

bool
tracker_bad(const struct tracker_session *s, const struct tracker_out *out,
    const char *what)
{
	struct message *m;

	if (out->no_checksum)
		return (true);
	m = tracker_begin(s, out, TYPE_FEED_HEALTH, EVENT_NO_TIME);
	message_word(m, FIELD_STATE, "bad_parse");
	message_int(m, FIELD_REJECTED, 1);
	message_more(m, "frame", MESSAGE_PLAIN,
	    message_of_text(span_of(what)));
	tracker_done(out);
	return (false);
}

void
tracker_ignition(struct message *m, bool on)
{

	message_text(m, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE,
	    on ? SPAN("ON") : SPAN("OFF"));
}

void
tracker_odometer(struct message *m, double metres)
{

	message_num(m, FIELD_VSS_TRAVELED_DISTANCE, metres);
}

void
tracker_volts(struct message *m, double v)
{

	message_num(m, FIELD_VSS_LOW_VOLTAGE_BATTERY_CURRENT_VOLTAGE, v);
}

void
tracker_battery(struct message *m, double v)
{

	message_more(m, "battery", MESSAGE_PLAIN, message_of_num(v));
}

void
tracker_battery_level(struct message *m, double percent)
{

	message_more(m, "battery_level", MESSAGE_PLAIN,
	    message_of_num(percent));
}

void
tracker_cell(struct message *m, int64_t mcc, int64_t mnc, int64_t lac,
    int64_t cid)
{
	const struct {
		enum field_id	field;
		int64_t		v;
	} told[] = {
		{ FIELD_CELL_MCC, mcc }, { FIELD_CELL_MNC, mnc },
		{ FIELD_CELL_LAC, lac }, { FIELD_CELL_CID, cid },
	};

	for (size_t i = 0; i < COUNT_OF(told); i++) {
		if (told[i].v >= 0)
			message_int(m, told[i].field, told[i].v);
	}
}

struct span
tracker_bcd(struct span raw, char *text)
{

	hash_hex((const uint8_t *)raw.p, raw.n, text);
	return ((struct span){ text, 2 * raw.n });
}

rc
tracker_text_frame(struct span in, size_t *n, const char *first,
    const char *last)
{
	struct cur c = cur_of(in);
	int b = cur_peek(&c);

	*n = 1;
	if (b < 0)
		return (RC_MORE);
	if (b == 0 || b == ' ' || b == '\r' || b == '\n')
		return (RC_OK);
	if (strchr(first, b) == NULL)
		return (RC_MALFORMED);
	(void)cur_u8(&c);
	while ((b = cur_peek(&c)) >= 0) {
		(void)cur_u8(&c);
		if (b != 0 && strchr(last, b) != NULL) {
			*n = c.at;
			return (RC_OK);
		}
	}
	return (RC_MORE);
}

int64_t
tracker_time(int year, int month, int day, int hour, int minute, int second)
{

	if (year < 100)
		year += CENTURY;
	if (year < 0 || year > YEAR_MOST || !ts_date_ok(year, month, day) ||
	    hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
	    second < 0 || second > 59)
		return (EVENT_NO_TIME);
	return (((int64_t)ts_days(year, month, day) * 86400 + hour * 3600 +
	    minute * 60 + second) * 1000);
}
