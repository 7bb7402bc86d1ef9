/* SPDX-License-Identifier: Apache-2.0 */
/* What all codecs of tracker protocols share. */
#include <math.h>

#include "base/ts.h"
#include "codec/tracker.h"

#define IMEI		15		/* Digits, 3GPP TS 23.003, 6.2.1. */
#define CENTURY		2000
#define YEAR_MOST	9999
#define TIME_MOST	INT64_C(253402300799999)	/* End of 9999, ms. */
#define NOBODY		"unidentified"

void
tracker_named(struct tracker_session *s, struct span id)
{

	s->id_n = id.n < TRACKER_ID_MAX ? id.n : TRACKER_ID_MAX;
	if (s->id_n > 0)
		memcpy(s->id, id.p, s->id_n);
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
	message_text(m, FIELD_DEVICE_ID, id.n > 0 ? id : SPAN(NOBODY));
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
	message_num(m, FIELD_VSS_CURRENT_LOCATION_LATITUDE, fix->lat);
	message_num(m, FIELD_VSS_CURRENT_LOCATION_LONGITUDE, fix->lon);
	if (!isnan(fix->alt))
		message_num(m, FIELD_VSS_CURRENT_LOCATION_ALTITUDE, fix->alt);
	if (!isnan(fix->course))
		message_num(m, FIELD_VSS_CURRENT_LOCATION_HEADING,
		    fix->course);
	if (!isnan(fix->kmh))
		message_num(m, FIELD_GNSS_SPEED_KMH, fix->kmh);
	if (fix->sats >= 0)
		message_int(m, FIELD_GNSS_SATS, fix->sats);
	if (!isnan(fix->hdop))
		message_num(m, FIELD_GNSS_HDOP, fix->hdop);
}

void
tracker_done(const struct tracker_out *out)
{

	out->fn(out->ctx, out->m);
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
tracker_connect(const struct tracker_session *s,
    const struct tracker_out *out, const char *protocol)
{
	struct message *m = tracker_begin(s, out, TYPE_DEVICE_CONNECT,
	    EVENT_NO_TIME);

	message_word(m, FIELD_PROTOCOL, protocol);
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

	message_word(m, FIELD_VSS_LOW_VOLTAGE_SYSTEM_STATE,
	    on ? "ON" : "OFF");
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
