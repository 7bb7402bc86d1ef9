/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One report of a GT06 unit in the making: a message, and beside it what can
 * be said only when all of it was read.
 */
#ifndef CODEC_GT06_REPORT_H
#define CODEC_GT06_REPORT_H

#include "base/cur.h"
#include "codec/tracker.h"

/** What alarm codes are counted from in the vocabulary of "gt06". */
enum gt06_report_alarms {
	GT06_REPORT_CODE = 0,		/* Byte of an alarm message. */
	GT06_REPORT_STATUS = 0x100,	/* Bits 3 to 5 of the status. */
	GT06_REPORT_EVENT = 0x200,	/* Event of a camera. */
	GT06_REPORT_ITEM = 0x300	/* Event of a unit of items. */
};

/** A report; borrows all of it. */
struct gt06_report {
	struct tracker_session		*s;
	const struct tracker_out	*out;
	struct message			*m;
	int64_t				 time;	/* EVENT_NO_TIME. */
	int64_t				 zone;	/* To take off a time, ms. */
	struct tracker_fix		 fix;
	bool				 placed;	/* It has one. */
	struct tracker_alarms		 alarms;
};

/** gt06_report_begin(r, s, out): Nothing told yet. */
void gt06_report_begin(struct gt06_report *, struct tracker_session *,
    const struct tracker_out *);

/** gt06_report_imei(r, raw): Eight bytes BCD: the device, if it did not log
 * in. */
void gt06_report_imei(struct gt06_report *, struct span);

/** gt06_report_zone(s, minutes): The login told how far ahead of UTC the
 * unit's clock is. */
void gt06_report_zone(struct tracker_session *, int);

/** gt06_report_local(r): Times of this report are those of that zone. */
void gt06_report_local(struct gt06_report *);

/** gt06_report_time(r, ms): When it was, by the unit's clock. */
void gt06_report_time(struct gt06_report *, int64_t);

/** gt06_report_place(r, lat, lon): In units of 1/1800000 degree, without
 * hemispheres, which gt06_report_course() tells. */
void gt06_report_place(struct gt06_report *, uint32_t, uint32_t);

/** gt06_report_course(r, word): Course, hemispheres, validity; with some, the
 * ignition. */
void gt06_report_course(struct gt06_report *, unsigned);

/** gt06_report_status(r, byte): "Terminal information". */
void gt06_report_status(struct gt06_report *, unsigned);

/** gt06_report_level(r, byte): Of the unit's battery: 0 to 6, or percent. */
void gt06_report_level(struct gt06_report *, unsigned);

/** gt06_report_alarm(r, base, code): If the vocabulary has it. */
void gt06_report_alarm(struct gt06_report *, enum gt06_report_alarms,
    unsigned);

/** gt06_report_more(r, name, i), gt06_report_scaled(r, name, v): A number
 * under that name, a constant. */
void gt06_report_more(struct gt06_report *, const char *, int64_t);
void gt06_report_scaled(struct gt06_report *, const char *, double);

/** gt06_report_tell(r): The sample, and its alarms. */
void gt06_report_tell(struct gt06_report *);

#endif
