/* SPDX-License-Identifier: Apache-2.0 */
/* The lane of vehicle events for rules that need no facts. */
#include "base/attr.h"
#include "cli/lane_vehicles.h"

#define PER_TICK	200		/* Events in two seconds. */
#define RULES		100
#define COMMANDS	12		/* One event in so many is one. */

static const char *const commands[] = {
	"unlock", "lock", "start", "stop", "horn", "climate", "locate",
};
static const char *const channels[] = { "app", "desk", "api", "key" };
static const char *const parked[] = { "OFF\"", "LOCK\"" };
static const char *const nets[] = { "LTE", "LTE", "NR", "UMTS", "GSM" };

static void
head(struct lane *l, const char *type, unsigned car)
{

	lane_head(l, l->n / PER_TICK);
	buf_fmt(&l->text, ",\"type\":\"%s\",\"product\":\"fleet\","
	    "\"category\":\"telemetry\",\"source\":\"tcu-gw-%u\","
	    "\"vehicle_id\":\"veh-%06u\",\"vin\":\"WVW%02uZZ1KZAW%06u\","
	    "\"device_id\":\"dev-%06u\",\"imei\":\"35693803%07u\"", type,
	    car % 40, car, car % 90, car, car, car);
}

static void
sample(struct lane *l, unsigned car)
{
	bool on = lane_pick(l, 5) < 3;

	head(l, "telemetry.sample", car);
	buf_fmt(&l->text, ",\"seq\":%zu", l->n / 100);
	lane_roll(l, ",\"Vehicle.Speed\":", 0, on ? 160 : 1);
	lane_roll(l, ".", 0, on ? 10 : 1);
	if (on)
		buf_text(&l->text,
		    ",\"Vehicle.LowVoltageSystemState\":\"ON\"");
	else
		lane_word(l, ",\"Vehicle.LowVoltageSystemState\":\"", parked,
		    COUNT_OF(parked));
	lane_roll(l, ",\"Vehicle.TraveledDistance\":", 1000000, 90000000);
	lane_roll(l, ",\"lat\":", 47, 7);
	lane_roll(l, ".", 100000, 900000);
	lane_roll(l, ",\"lon\":", 6, 9);
	lane_roll(l, ".", 100000, 900000);
	lane_roll(l, ",\"heading\":", 0, 360);
	lane_roll(l, ",\"sats\":", 4, 14);
	lane_roll(l, ",\"hdop\":", 1, 7);
	lane_roll(l, ".", 0, 10);
	lane_roll(l, ",\"firmware\":\"", 4, 3);
	lane_roll(l, ".", 0, 20);
	lane_roll(l, ".", 0, 100);
	lane_word(l, "\",\"net\":\"", nets, COUNT_OF(nets));
	lane_roll(l, "\",\"rsrp\":-", 70, 50);
	lane_roll(l, ",\"cell\":\"262-", 10, 4);
	lane_roll(l, "-", 10000, 90000);
	buf_text(&l->text, "\"}");
	lane_line(l);
}

static void
command(struct lane *l, unsigned car)
{

	head(l, "command.request", car);
	lane_word(l, ",\"command\":\"", commands, COUNT_OF(commands));
	lane_word(l, "\",\"channel\":\"", channels, COUNT_OF(channels));
	lane_roll(l, "\",\"actor\":\"user-", 10000, 20000);
	lane_roll(l, "\",\"ip\":\"10.", 0, 256);
	lane_roll(l, ".", 0, 256);
	lane_roll(l, ".", 0, 256);
	lane_roll(l, "\",\"client\":\"portal/", 1, 9);
	buf_text(&l->text, ".2 (fleet console)\"}");
	lane_line(l);
}

static void
rule_head(struct lane *l, unsigned k)
{

	buf_fmt(&l->text, "title: Vehicle rule %u\n"
	    "id: 5eed0000-0000-4000-8000-%012u\nstatus: test\n"
	    "logsource:\n    product: fleet\n    category: telemetry\n"
	    "detection:\n", k, k);
}

/* Detections of ten kinds; ${k} counts within the kind. */
static void
rule_body(struct lane *l, unsigned kind, unsigned k)
{
	static const char *const body[] = {
		"    s:\n        type: telemetry.sample\n"
		"        Vehicle.Speed|gt: 159.%\n    condition: s\n",
		"    s:\n        firmware|startswith: '3.%.'\n"
		"    condition: s\n",
		"    s:\n        type: command.request\n"
		"        command:\n            - unlock\n            - start\n"
		"        channel: desk\n        actor|endswith: '%77'\n"
		"    condition: s\n",
		"    s:\n        device_id|endswith: '%0777'\n"
		"    f:\n        net:\n            - LTE\n            - NR\n"
		"    condition: s and not f\n",
		"    s:\n        source|contains: 'edge-%'\n"
		"    condition: s\n",
		"    s:\n        Vehicle.LowVoltageSystemState: 'OFF'\n"
		"        Vehicle.Speed|gte: 5.%\n    condition: s\n",
		"    s:\n        sats|lt: 5\n        hdop|gte: 7.%\n"
		"    f:\n        net: NR\n    condition: s and f\n",
		"    s:\n        cell|startswith: '208-%'\n"
		"    t:\n        cell|startswith: '234-'\n"
		"    condition: 1 of them\n",
		"    s:\n        vin|startswith:\n            - WDB%\n"
		"            - WBA\n            - SAL\n"
		"        type: telemetry.sample\n    condition: s\n",
		"    s:\n        ip|cidr: 10.9.%.0/24\n"
		"        type: command.request\n    condition: s\n",
	};
	struct span text = span_of(body[kind]);
	size_t at = 0;

	/* Each body has one place for ${k}. */
	while (at < text.n && text.p[at] != '%')
		at++;
	buf_put(&l->text, (struct span){ text.p, at });
	buf_fmt(&l->text, "%u", k);
	buf_text(&l->text, body[kind] + at + 1);
}

void
lane_vehicles_make(struct lane *l, const struct lane_how *how)
{

	for (unsigned k = 0; k < RULES; k++) {
		rule_head(l, k);
		rule_body(l, k % 10, k / 10);
		buf_text(&l->text, "level: medium\n");
		lane_rule(l);
	}
	while (l->n < how->n && l->failed == RC_OK) {
		unsigned car = lane_pick(l, how->vehicles);

		if (lane_pick(l, COMMANDS) == 0)
			command(l, car);
		else
			sample(l, car);
	}
}
