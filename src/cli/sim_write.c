/* SPDX-License-Identifier: Apache-2.0 */
/* Event lines of the simulator. */
#include "base/ts.h"
#include "cli/sim_rng.h"
#include "cli/sim_write.h"

#define PUT(b, s)	buf_put((b), SPAN(s))
#define FIRMWARE	"4.2."		/* And its number. */

static const struct {
	const char	*name, *kind;
} sources[SIM_SOURCES] = {
	[SIM_TCU] = { "tcu-mqtt", "mqtt" },
	[SIM_GATE] = { "cmd-gw", "gateway" },
	[SIM_DESK] = { "fleet-desk", "loader" },
	[SIM_APP] = { "api-gw", "gateway" },
	[SIM_IDP] = { "idp", "syslog" },
	[SIM_BOOK] = { "booking", "kafka" },
	[SIM_CRM] = { "crm", "http" },
	[SIM_OFFICE] = { "backoffice", "http" },
	[SIM_DB] = { "pg-audit", "syslog" },
	[SIM_CLOUD] = { "cloud-audit", "http" },
	[SIM_OTA] = { "ota", "kafka" },
	[SIM_CSMS] = { "csms", "gateway" },
	[SIM_CARRIER] = { "carrier", "http" },
	[SIM_IDS] = { "idsr", "tcp" },
	[SIM_AUDIT] = { "auditd", "syslog" },
};

static const char *const ignitions[] = { "LOCK", "OFF", "ON" };

void
sim_write_id(int64_t ms, uint64_t seed, uint64_t n, struct sim_id *out)
{
	/* Crockford's base 32: no I, L, O, U. */
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	struct sim_rng r;
	uint64_t t = (uint64_t)ms, noise;

	sim_rng_seed(&r, seed, n);
	noise = sim_rng_next(&r);
	for (int i = 9; i >= 0; i--, t >>= 5)
		out->text[i] = digits[t & 31];
	for (int i = 17; i >= 10; i--, noise >>= 5)
		out->text[i] = digits[noise & 31];
	for (int i = 25; i >= 18; i--, n >>= 5)
		out->text[i] = digits[n & 31];
}

void
sim_write_fixed(struct buf *b, int64_t v, int places)
{
	char text[24];
	size_t at = sizeof(text);
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	int done = 0;

	do {
		if (done == places && places > 0)
			text[--at] = '.';
		text[--at] = (char)('0' + u % 10);
		u /= 10;
		done++;
	} while (u > 0 || done <= places);
	if (v < 0)
		text[--at] = '-';
	buf_put(b, (struct span){ text + at, sizeof(text) - at });
}

static void
padded(struct buf *b, uint64_t v, int digits)
{
	char text[20];

	for (int i = digits - 1; i >= 0; i--, v /= 10)
		text[i] = (char)('0' + v % 10);
	buf_put(b, (struct span){ text, (size_t)digits });
}

static void
stamp(struct buf *b, struct span key, int64_t ms)
{
	char text[TS_TEXT];

	buf_put(b, key);
	ts_text(ms, text);
	buf_put(b, (struct span){ text, sizeof(text) });
	buf_char(b, '"');
}

void
sim_write_vehicle(struct buf *b, const struct sim_who *w)
{

	PUT(b, "veh-");
	padded(b, w->number, w->number > 9999 ? 6 : 4);
}

void
sim_write_device(struct buf *b, const struct sim_who *w)
{

	PUT(b, "dev-");
	padded(b, w->imei, 15);
}

size_t
sim_write_head(struct buf *b, const struct sim_id *id, const char *type,
    enum sim_source source)
{

	PUT(b, "{\"id\":\"");
	buf_put(b, (struct span){ id->text, sizeof(id->text) });
	PUT(b, "\",\"tenant\":\"simfleet\",\"type\":\"");
	buf_text(b, type);
	PUT(b, "\",\"source\":{\"name\":\"");
	buf_text(b, sources[source].name);
	PUT(b, "\",\"kind\":\"");
	buf_text(b, sources[source].kind);
	PUT(b, "\",\"seq\":");
	return (b->n);
}

void
sim_write_times(struct buf *b, int64_t time_ms, int64_t received_ms)
{

	stamp(b, SPAN("},\"time\":\""), time_ms);
	stamp(b, SPAN(",\"received\":\""), received_ms);
}

static void
vehicle(struct buf *b, const struct sim_who *w)
{

	PUT(b, ",\"vehicle\":{\"id\":\"");
	sim_write_vehicle(b, w);
	PUT(b, "\"}");
}

static void
device(struct buf *b, const struct sim_who *w, bool full)
{

	PUT(b, ",\"device\":{\"id\":\"");
	sim_write_device(b, w);
	if (full) {
		PUT(b, "\",\"imei\":\"");
		padded(b, w->imei, 15);
		PUT(b, "\",\"fw\":\"" FIRMWARE);
		buf_int(b, w->fw + 1);
	}
	PUT(b, "\"}");
}

void
sim_write_object(struct buf *b, const struct sim_who *w, bool dev)
{
	size_t at = b->n;

	if (dev)
		device(b, w, true);
	else
		vehicle(b, w);
	/* Without the comma that these two begin with. */
	if (!b->failed) {
		memmove(b->p + at, b->p + at + 1, b->n - at - 1);
		b->n--;
	}
}

/* What the unit shows of itself: its certificate, and a fingerprint. */
static void
tls(struct buf *b, const struct sim_who *w)
{

	PUT(b, ",\"asn\":64505,\"tls\":{\"version\":1.3,\"ja4\":"
	    "\"t13d1516h2_8daaf6152771_02713d6af862\",\"cert\":{"
	    "\"issuer\":\"Simfleet Device CA 1\",\"sha256\":\"");
	padded(b, w->imei, 20);
	padded(b, w->imei * 31, 20);
	padded(b, w->imei * 57, 20);
	PUT(b, "c0de\"}}");
}

static void
conn(struct buf *b, uint32_t n)
{

	PUT(b, ",\"conn_id\":\"c-");
	buf_int(b, n);
	buf_char(b, '"');
}

static void
gnss(struct buf *b, const struct sim_sample *s)
{

	PUT(b, ",\"gnss\":{\"sats\":");
	buf_int(b, s->sats);
	if (s->hdop_d10 >= 0) {
		PUT(b, ",\"hdop\":");
		sim_write_fixed(b, s->hdop_d10, 1);
	}
	if (s->cn0_d10 >= 0) {
		PUT(b, ",\"cn0\":");
		sim_write_fixed(b, s->cn0_d10, 1);
	}
	if (s->jam >= 0) {
		PUT(b, ",\"jam\":");
		buf_int(b, s->jam);
	}
	if (s->gspeed_d10 >= 0) {
		PUT(b, ",\"speed_kmh\":");
		sim_write_fixed(b, s->gspeed_d10, 1);
	}
	buf_char(b, '}');
}

static void
place(struct buf *b, const struct sim_sample *s)
{

	if (s->placed) {
		PUT(b, ",\"Vehicle.CurrentLocation.Latitude\":");
		sim_write_fixed(b, s->at.lat, 6);
		PUT(b, ",\"Vehicle.CurrentLocation.Longitude\":");
		sim_write_fixed(b, s->at.lon, 6);
		if (s->heading_d10 >= 0) {
			PUT(b, ",\"Vehicle.CurrentLocation.Heading\":");
			sim_write_fixed(b, s->heading_d10, 1);
		}
	}
	if (s->acc_m >= 0) {
		PUT(b, ",\"Vehicle.CurrentLocation.HorizontalAccuracy\":");
		buf_int(b, s->acc_m);
	}
	if (s->nofix)
		PUT(b, ",\"Vehicle.CurrentLocation.GNSSReceiver.FixType\":"
		    "\"NONE\"");
}

size_t
sim_write_sample(struct buf *b, const struct sim_who *w,
    const struct sim_sample *s)
{
	size_t cut = sim_write_head(b, &s->id, "telemetry.sample", SIM_TCU);

	sim_write_times(b, s->time_ms, s->received_ms);
	if (s->delayed)
		PUT(b, ",\"delayed\":true");
	conn(b, s->conn);
	vehicle(b, w);
	device(b, w, s->full);
	gnss(b, s);
	if (s->full) {
		PUT(b, ",\"cell\":{\"rat\":\"4G\",\"rsrp\":");
		buf_int(b, s->rsrp);
		buf_char(b, '}');
	}
	if (s->seq >= 0) {
		PUT(b, ",\"seq\":");
		buf_int(b, s->seq);
	}
	PUT(b, ",\"signals\":{\"Vehicle.LowVoltageSystemState\":\"");
	buf_text(b, ignitions[s->ign]);
	buf_char(b, '"');
	if (s->speed_d10 >= 0) {
		PUT(b, ",\"Vehicle.Speed\":");
		sim_write_fixed(b, s->speed_d10, 1);
	}
	if (s->odo_m >= 0) {
		PUT(b, ",\"Vehicle.TraveledDistance\":");
		buf_int(b, s->odo_m);
	}
	place(b, s);
	if (s->fuel_d10 >= 0) {
		PUT(b, ",\"Vehicle.Powertrain.FuelSystem.RelativeLevel\":");
		sim_write_fixed(b, s->fuel_d10, 1);
	}
	PUT(b, "}}\n");
	return (cut);
}

/* Members of one event type, after the envelope. */
typedef void tail_fn(struct buf *, const struct sim_who *,
    const struct sim_note *);

static void
tail_command(struct buf *b, const struct sim_who *w, const struct sim_note *n)
{

	PUT(b, ",\"actor\":{\"id\":\"");
	buf_text(b, n->flag ? "emp-" : "acc-");
	padded(b, n->flag ? w->number % 7 + 11 : w->number, 4);
	buf_text(b, n->flag ? "\",\"kind\":\"employee\"}" :
	    "\",\"kind\":\"customer\"}");
	PUT(b, ",\"command_id\":\"cmd-");
	buf_int(b, (int64_t)n->n);
	PUT(b, "\",\"command\":\"");
	buf_text(b, n->word);
	PUT(b, "\",\"nonce\":\"n");
	buf_int(b, (int64_t)n->n);
	PUT(b, "\",\"counter\":");
	buf_int(b, (int64_t)n->n);
	PUT(b, ",\"key_id\":\"k-");
	buf_int(b, w->number);
	stamp(b, SPAN("\",\"issued_at\":\""), n->time_ms - 400);
	PUT(b, ",\"channel\":\"");
	buf_text(b, n->how);
	PUT(b, "\"");
}

static void
tail_alarm(struct buf *b, const struct sim_who *w, const struct sim_note *n)
{

	device(b, w, false);
	conn(b, n->conn);
	PUT(b, ",\"alarm\":\"");
	buf_text(b, n->word);
	buf_char(b, '"');
}

static void
tail_key(struct buf *b, const struct sim_who *w, const struct sim_note *n)
{

	device(b, w, false);
	PUT(b, ",\"key_kind\":\"");
	buf_text(b, n->how);
	PUT(b, "\",\"key_op\":\"");
	buf_text(b, n->word);
	PUT(b, "\",\"key_id\":\"k-");
	buf_int(b, w->number);
	buf_char(b, '"');
}

static void
tail_connect(struct buf *b, const struct sim_who *w, const struct sim_note *n)
{

	conn(b, n->conn);
	PUT(b, ",\"outcome\":\"success\",\"client\":{\"ip\":\"100.64.");
	buf_int(b, n->conn / 250 % 250);
	buf_char(b, '.');
	buf_int(b, n->conn % 250 + 1);
	PUT(b, "\",\"net_kind\":\"apn\"");
	if (w->tls)
		tls(b, w);
	buf_char(b, '}');
	device(b, w, true);
	PUT(b, ",\"protocol\":\"mqtt\",\"client_id\":\"");
	sim_write_device(b, w);
	buf_text(b, n->flag ? "\",\"session_takeover\":true" :
	    "\",\"session_takeover\":false");
}

static void
tail_row(struct buf *b, const struct sim_who *w, const struct sim_note *n)
{

	PUT(b, ",\"table\":\"");
	buf_text(b, n->word);
	PUT(b, "\",\"key\":\"");
	buf_text(b, n->how);
	buf_char(b, '-');
	buf_int(b, (int64_t)n->n);
	PUT(b, "\",\"op\":\"set\"");
	stamp(b, SPAN(",\"valid_from\":\""), n->time_ms);
	if (n->until_ms > 0)
		stamp(b, SPAN(",\"valid_to\":\""), n->until_ms);
	if (w != NULL) {
		PUT(b, ",\"row\":{\"kind\":\"");
		buf_text(b, n->how);
		PUT(b, "\",\"scope_kind\":\"vehicle\",\"scope_id\":\"");
		sim_write_vehicle(b, w);
		PUT(b, "\"}");
		return;
	}
	PUT(b, ",\"row\":{\"kind\":\"");
	buf_text(b, n->how);
	PUT(b, "\",\"lat\":");
	sim_write_fixed(b, n->at.lat, 6);
	PUT(b, ",\"lon\":");
	sim_write_fixed(b, n->at.lon, 6);
	PUT(b, ",\"radius_m\":");
	buf_int(b, n->radius_m);
	buf_char(b, '}');
}

static void
tail_health(struct buf *b, const struct sim_who *w UNUSED,
    const struct sim_note *n UNUSED)
{

	PUT(b, ",\"state\":\"ok\",\"lag_s\":0.5,\"dropped\":0,\"rejected\":0");
}

static const struct {
	const char	*type;
	tail_fn		*tail;
} tails[] = {
	{ "command.request",	tail_command },
	{ "telemetry.alarm",	tail_alarm },
	{ "telemetry.key",	tail_key },
	{ "device.connect",	tail_connect },
	{ "ref.row",		tail_row },
	{ "feed.health",	tail_health },
};

size_t
sim_write_note(struct buf *b, const struct sim_who *w,
    const struct sim_note *n)
{
	size_t cut = sim_write_head(b, &n->id, n->type, n->source);

	sim_write_times(b, n->time_ms, n->received_ms);
	if (n->vehicle)
		vehicle(b, w);
	for (size_t i = 0; i < COUNT_OF(tails); i++)
		if (strcmp(tails[i].type, n->type) == 0)
			tails[i].tail(b, w, n);
	PUT(b, "}\n");
	return (cut);
}
