/* SPDX-License-Identifier: Apache-2.0 */
/* One report of a GT06 unit in the making. */
#include "codec/cells.h"
#include "codec/gt06_report.h"
#include "codec/vocabulary.h"

#define DEGREE		1800000.0
#define BARS		6		/* A full battery. */
#define FULL		100		/* Percent. */
#define IMEI_BYTES	8		/* A zero, 15 digits. */
#define ZONE		2		/* The session's state of that. */
#define DAY		1440		/* Minutes: so it is never 0. */
#define MINUTE		60000		/* ms */

/* Bits of the word behind the speed. */
#define COURSE		0x03ffu
#define NORTH		0x0400u
#define WEST		0x0800u
#define FIXED		0x1000u
#define ACC_TOLD	0x4000u
#define ACC_ON		0x8000u

/* Bits of the status; 3 to 5 are an alarm. */
enum { ARMED, ACC, CHARGING, ALARM, ALARM_BITS = 7, CUT = 7 };

void
gt06_report_begin(struct gt06_report *r, struct tracker_session *s,
    const struct tracker_out *out)
{

	*r = (struct gt06_report){ .s = s, .out = out, .time = EVENT_NO_TIME,
	    .fix = TRACKER_NO_FIX };
	r->m = tracker_begin(s, out, TYPE_TELEMETRY_SAMPLE, EVENT_NO_TIME);
}

void
gt06_report_imei(struct gt06_report *r, struct span raw)
{
	char text[2 * IMEI_BYTES];
	struct span id;

	if (r->s->id_n > 0 || raw.n != IMEI_BYTES)
		return;
	id = span_from(tracker_bcd(raw, text), 1);
	if (!cells_all_digits(id))
		return;
	tracker_named(r->s, id);
	id = (struct span){ r->s->id, r->s->id_n };
	message_text(r->m, FIELD_DEVICE_ID, id);
	message_text(r->m, FIELD_DEVICE_IMEI, id);
}

void
gt06_report_zone(struct tracker_session *s, int minutes)
{

	s->state[ZONE] = (unsigned)(minutes + DAY);
}

void
gt06_report_local(struct gt06_report *r)
{

	if (r->s->state[ZONE] != 0)
		r->zone = ((int64_t)r->s->state[ZONE] - DAY) * MINUTE;
}

void
gt06_report_time(struct gt06_report *r, int64_t ms)
{

	if (ms == EVENT_NO_TIME || ms < r->zone)
		return;
	r->time = ms - r->zone;
	r->m->time = r->time;
}

void
gt06_report_place(struct gt06_report *r, uint32_t lat, uint32_t lon)
{

	r->fix.lat = lat / DEGREE;
	r->fix.lon = lon / DEGREE;
	r->placed = true;
}

void
gt06_report_course(struct gt06_report *r, unsigned word)
{

	r->fix.course = word & COURSE;
	r->fix.valid = (word & FIXED) != 0;
	if ((word & NORTH) == 0)
		r->fix.lat = -r->fix.lat;
	if ((word & WEST) != 0)
		r->fix.lon = -r->fix.lon;
	if ((word & ACC_TOLD) != 0)
		tracker_ignition(r->m, (word & ACC_ON) != 0);
}

void
gt06_report_status(struct gt06_report *r, unsigned status)
{

	tracker_ignition(r->m, (status >> ACC & 1) != 0);
	message_bool(r->m, FIELD_VSS_POWERTRAIN_IS_START_INHIBITED,
	    (status >> CUT & 1) != 0);
	message_more(r->m, "charging", MESSAGE_PLAIN,
	    message_of_bool((status >> CHARGING & 1) != 0));
	message_more(r->m, "armed", MESSAGE_PLAIN,
	    message_of_bool((status >> ARMED & 1) != 0));
	gt06_report_more(r, "status", status);
	gt06_report_alarm(r, GT06_REPORT_STATUS,
	    status >> ALARM & ALARM_BITS);
}

void
gt06_report_level(struct gt06_report *r, unsigned level)
{

	if (level <= BARS)
		level = level * FULL / BARS;
	if (level <= FULL)
		tracker_battery_level(r->m, level);
}

void
gt06_report_alarm(struct gt06_report *r, enum gt06_report_alarms base,
    unsigned code)
{

	tracker_alarms_add(&r->alarms, vocabulary_alarm("gt06",
	    (uint32_t)base + code));
}

void
gt06_report_more(struct gt06_report *r, const char *name, int64_t i)
{

	message_more(r->m, name, MESSAGE_PLAIN, message_of_int(i));
}

void
gt06_report_scaled(struct gt06_report *r, const char *name, double v)
{

	message_more(r->m, name, MESSAGE_PLAIN, message_of_num(v));
}

void
gt06_report_tell(struct gt06_report *r)
{

	if (r->placed)
		tracker_fix(r->m, &r->fix);
	tracker_done(r->out);
	tracker_alarms_tell(r->s, r->out, r->time, &r->alarms,
	    r->placed ? &r->fix : NULL);
}
