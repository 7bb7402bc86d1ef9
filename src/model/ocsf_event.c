/* SPDX-License-Identifier: Apache-2.0 */
/* What OCSF objects say of one event. */
#include "model/alert_json.h"
#include "model/jsonput.h"
#include "model/ocsf_event.h"

#define SUBJECTS_MOST	64

static bool
have(const struct event *ev, enum field_id f)
{

	return (event_get(ev, f)->type > VALUE_NULL);
}

void
ocsf_event_finding(struct buf *b, int uid, const char *name)
{
	struct buf class = { 0 };

	buf_fmt(&class, "%s Finding", name);
	buf_char(b, '{');
	jsonput_int(b, "class_uid", uid);
	jsonput_text(b, "class_name", buf_span(&class));
	jsonput_int(b, "category_uid", 2);
	jsonput_text(b, "category_name", SPAN("Findings"));
	jsonput_int(b, "activity_id", 1);
	jsonput_text(b, "activity_name", SPAN("Create"));
	jsonput_int(b, "type_uid", uid * 100 + 1);
	buf_text(&class, ": Create");
	jsonput_text(b, "type_name", buf_span(&class));
	b->failed |= class.failed;
	buf_release(&class);
}

void
ocsf_event_device(struct buf *b, const struct event *ev)
{

	if (!have(ev, FIELD_VEHICLE_ID))
		return;
	jsonput_open(b, "device", '{');
	(void)jsonput_field(b, "uid", ev, FIELD_VEHICLE_ID);
	jsonput_int(b, "type_id", 7);
	if (have(ev, FIELD_DEVICE_IMEI)) {
		jsonput_open(b, "imei_list", '[');
		value_json(b, event_get(ev, FIELD_DEVICE_IMEI));
		jsonput_close(b, ']');
	}
	(void)jsonput_field(b, "iccid", ev, FIELD_SIM_ICCID);
	(void)jsonput_field(b, "model", ev, have(ev, FIELD_VEHICLE_MODEL) ?
	    FIELD_VEHICLE_MODEL : FIELD_DEVICE_MODEL);
	jsonput_close(b, '}');
}

static void
put_actor(struct buf *b, const struct event *ev)
{
	bool session = have(ev, FIELD_ACTOR_SESSION_ID) ||
	    have(ev, FIELD_ACTOR_MFA);

	if (!have(ev, FIELD_ACTOR_ID) && !session)
		return;
	jsonput_open(b, "actor", '{');
	if (have(ev, FIELD_ACTOR_ID)) {
		jsonput_open(b, "user", '{');
		(void)jsonput_field(b, "uid", ev, FIELD_ACTOR_ID);
		(void)jsonput_field(b, "type", ev, FIELD_ACTOR_KIND);
		jsonput_close(b, '}');
	}
	if (session) {
		jsonput_open(b, "session", '{');
		(void)jsonput_field(b, "uid", ev, FIELD_ACTOR_SESSION_ID);
		(void)jsonput_field(b, "is_mfa", ev, FIELD_ACTOR_MFA);
		jsonput_close(b, '}');
	}
	jsonput_close(b, '}');
}

static void
put_client(struct buf *b, const struct event *ev)
{

	if (!have(ev, FIELD_CLIENT_IP) && !have(ev, FIELD_CLIENT_PORT) &&
	    !have(ev, FIELD_CLIENT_ASN))
		return;
	jsonput_open(b, "src_endpoint", '{');
	(void)jsonput_field(b, "ip", ev, FIELD_CLIENT_IP);
	(void)jsonput_field(b, "port", ev, FIELD_CLIENT_PORT);
	if (have(ev, FIELD_CLIENT_ASN)) {
		jsonput_open(b, "autonomous_system", '{');
		(void)jsonput_field(b, "number", ev, FIELD_CLIENT_ASN);
		(void)jsonput_field(b, "name", ev, FIELD_CLIENT_AS_ORG);
		jsonput_close(b, '}');
	}
	jsonput_close(b, '}');
}

static void
put_tls(struct buf *b, const struct event *ev)
{

	if (have(ev, FIELD_CLIENT_TLS_VERSION) ||
	    have(ev, FIELD_CLIENT_TLS_CIPHER) ||
	    have(ev, FIELD_CLIENT_TLS_SNI) ||
	    have(ev, FIELD_CLIENT_TLS_JA3)) {
		jsonput_open(b, "tls", '{');
		(void)jsonput_plain(b, "version", ev,
		    FIELD_CLIENT_TLS_VERSION);
		(void)jsonput_field(b, "cipher", ev, FIELD_CLIENT_TLS_CIPHER);
		(void)jsonput_field(b, "sni", ev, FIELD_CLIENT_TLS_SNI);
		if (have(ev, FIELD_CLIENT_TLS_JA3)) {
			/* A JA3 fingerprint is an MD5. */
			jsonput_open(b, "ja3_hash", '{');
			jsonput_int(b, "algorithm_id", 1);
			(void)jsonput_field(b, "value", ev,
			    FIELD_CLIENT_TLS_JA3);
			jsonput_close(b, '}');
		}
		jsonput_close(b, '}');
	}
	if (!have(ev, FIELD_CLIENT_TLS_JA4))
		return;
	jsonput_open(b, "ja4_fingerprint_list", '[');
	jsonput_open(b, NULL, '{');
	jsonput_int(b, "type_id", 1);
	(void)jsonput_field(b, "value", ev, FIELD_CLIENT_TLS_JA4);
	jsonput_close(b, '}');
	jsonput_close(b, ']');
}

static void
put_api(struct buf *b, const struct event *ev)
{
	struct buf operation = { 0 };

	if (ev->type != TYPE_API_REQUEST)
		return;
	value_put(&operation, event_get(ev, FIELD_METHOD));
	buf_char(&operation, ' ');
	value_put(&operation, event_get(ev, FIELD_ROUTE));
	jsonput_open(b, "api", '{');
	jsonput_text(b, "operation", buf_span(&operation));
	jsonput_open(b, "response", '{');
	(void)jsonput_field(b, "code", ev, FIELD_STATUS);
	jsonput_close(b, '}');
	jsonput_close(b, '}');
	b->failed |= operation.failed;
	buf_release(&operation);

	jsonput_open(b, "http_request", '{');
	(void)jsonput_field(b, "http_method", ev, FIELD_METHOD);
	if (have(ev, FIELD_HOST) || have(ev, FIELD_PATH)) {
		jsonput_open(b, "url", '{');
		(void)jsonput_field(b, "hostname", ev, FIELD_HOST);
		(void)jsonput_field(b, "path", ev, FIELD_PATH);
		jsonput_close(b, '}');
	}
	(void)jsonput_field(b, "user_agent", ev, FIELD_CLIENT_USER_AGENT);
	jsonput_close(b, '}');
}

/* A store of which nothing but the name is known: its type is 0. */
static void
put_store(struct buf *b, const char *key, const struct event *ev,
    enum field_id f)
{

	if (!have(ev, f))
		return;
	jsonput_open(b, key, '{');
	(void)jsonput_field(b, "name", ev, f);
	jsonput_int(b, "type_id", 0);
	jsonput_close(b, '}');
}

void
ocsf_event_evidence(struct buf *b, const struct alert *a,
    const struct alert_event *e, const struct event *ev)
{

	jsonput_open(b, NULL, '{');
	jsonput_text(b, "uid", alert_event_id(e));
	(void)jsonput_field(b, "name", ev, FIELD_TYPE);
	jsonput_open(b, "data", '{');
	jsonput_open(b, "fields", '{');
	alert_json_named(a, e, ev, true, b);
	jsonput_close(b, '}');
	jsonput_open(b, "facts", '{');
	alert_json_named(a, e, ev, false, b);
	jsonput_close(b, '}');
	jsonput_close(b, '}');
	put_actor(b, ev);
	put_client(b, ev);
	put_tls(b, ev);
	put_api(b, ev);
	put_store(b, "database", ev, FIELD_DATABASE);
	put_store(b, "databucket", ev, FIELD_BUCKET);
	ocsf_event_device(b, ev);
	jsonput_close(b, '}');
}

/* Fields that name a resource; target has its own kind. */
static const struct {
	enum field_id	 f;
	const char	*type;
} resources[] = {
	{ FIELD_VEHICLE_ID,	"vehicle" },
	{ FIELD_TARGET_ID,	"target" },
	{ FIELD_SUBJECT_IDS,	"subject" },
	{ FIELD_STATION_ID,	"station" },
	{ FIELD_TABLES,		"table" },
	{ FIELD_BUCKET,		"bucket" },
};

static void
put_resource(struct buf *b, const struct value *v, struct span type)
{

	jsonput_open(b, NULL, '{');
	jsonput_key(b, "uid");
	value_json(b, v);
	jsonput_text(b, "type", type);
	jsonput_close(b, '}');
}

void
ocsf_event_resources(struct buf *b, const struct event *ev)
{
	const struct value *kind = event_get(ev, FIELD_TARGET_KIND);
	bool any = false;

	for (size_t i = 0; i < COUNT_OF(resources); i++) {
		const struct value *v = event_get(ev, resources[i].f);
		struct span type = span_of(resources[i].type);

		if (v->type <= VALUE_NULL)
			continue;
		if (!any)
			jsonput_open(b, "resources", '[');
		any = true;
		if (resources[i].f == FIELD_TARGET_ID &&
		    kind->type == VALUE_TEXT)
			type = value_text(kind);
		if (v->type != VALUE_ARRAY)
			put_resource(b, v, type);
		for (uint32_t k = 0; v->type == VALUE_ARRAY && k < v->n &&
		    k < SUBJECTS_MOST; k++)
			put_resource(b, &v->member[k], type);
	}
	if (any)
		jsonput_close(b, ']');
}

/* The type of an observable; 99 is one that OCSF has no number for. */
static int
observable_type(enum field_id f)
{
	static const struct {
		enum field_id	f;
		int		type;
	} types[] = {
		{ FIELD_CLIENT_IP, 2 }, { FIELD_CLIENT_USER_AGENT, 16 },
		{ FIELD_DEVICE_SERIAL, 37 }, { FIELD_VEHICLE_ID, 10 },
		{ FIELD_TARGET_ID, 10 }, { FIELD_STATION_ID, 10 },
		{ FIELD_BUCKET, 10 },
	};

	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (types[i].f == f)
			return (types[i].type);
	return (field_row(f)->kind != NULL && f != FIELD_TENANT ? 99 : 0);
}

void
ocsf_event_observables(struct buf *b, const struct event *ev)
{
	bool any = false;

	for (unsigned i = 1; i < FIELD_TOTAL; i++) {
		enum field_id f = (enum field_id)i;
		int type = observable_type(f);

		if (type == 0 || !have(ev, f))
			continue;
		if (!any)
			jsonput_open(b, "observables", '[');
		any = true;
		jsonput_open(b, NULL, '{');
		jsonput_text(b, "name", span_of(field_row(f)->name));
		/* An observable's value is text. */
		if (event_get(ev, f)->type == VALUE_TEXT)
			(void)jsonput_field(b, "value", ev, f);
		else
			(void)jsonput_plain(b, "value", ev, f);
		jsonput_int(b, "type_id", type);
		if (type == 99)
			jsonput_text(b, "type", span_of(field_row(f)->kind));
		jsonput_close(b, '}');
	}
	if (any)
		jsonput_close(b, ']');
}
