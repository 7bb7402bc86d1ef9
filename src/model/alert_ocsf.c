/* SPDX-License-Identifier: Apache-2.0 */
/* An alert as an OCSF Detection Finding. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/ts.h"
#include "model/alert_brief.h"
#include "model/alert_json.h"
#include "model/alert_ocsf.h"
#include "model/attack.h"
#include "model/jsonput.h"
#include "model/level.h"
#include "model/ocsf_event.h"
#include "model/response.h"

enum { ALLOW = 1, DENY, HOLD };		/* Codes of the words of decision. */

static const struct {
	const char	*tag, *id, *name;
} techniques[] = {
#define X(tag, domain, id, name)	{ "attack." tag, id, name },
	ATTACK(X)
#undef X
};

static const struct {
	int		 scenario;
	const char	*text;
} responses[] = {
#define X(scenario, text)	{ scenario, text },
	RESPONSES(X)
#undef X
};

const char *
alert_ocsf_response(const struct alert_rule *r)
{
	char scenario[8];
	long n;

	alert_scenario(r, scenario);
	if (scenario[0] != 's')
		return (NULL);
	n = strtol(scenario + 1, NULL, 10);
	for (size_t i = 0; i < COUNT_OF(responses); i++)
		if (responses[i].scenario == n)
			return (responses[i].text);
	return (NULL);
}

static bool
tagged(const struct alert_rule *r, const char *tag)
{

	for (size_t i = 0; i < r->tags_n; i++)
		if (strcmp(r->tags[i], tag) == 0)
			return (true);
	return (false);
}

static void
put_severity(struct buf *b, const struct alert_rule *r)
{
	const struct level *level = level_of(r->level);

	if (level->severity_id == 5 && tagged(r, "vedette.safety")) {
		jsonput_int(b, "severity_id", 6);
		jsonput_text(b, "severity", SPAN("Fatal"));
		return;
	}
	jsonput_int(b, "severity_id", level->severity_id);
	jsonput_text(b, "severity", span_of(level->severity));
}

static int
confidence(const struct alert_rule *r)
{

	if (r->status != NULL && strcmp(r->status, "stable") == 0)
		return (3);
	return (r->status != NULL && strcmp(r->status, "test") == 0 ? 2 : 1);
}

/* Who, what, when, how bad. */
static rc
put_head(struct view *v, const struct alert *a, struct buf *b)
{
	struct buf message = { 0 };
	rc r;

	ocsf_event_finding(b, 2004, "Detection");
	jsonput_int(b, "time", a->time);
	jsonput_int(b, "start_time", a->first_seen);
	jsonput_int(b, "end_time", a->last_seen);
	jsonput_int(b, "count", (int64_t)a->count);
	put_severity(b, a->rule);
	jsonput_int(b, "status_id", 1);
	jsonput_int(b, "confidence_id", confidence(a->rule));
	jsonput_key(b, "is_alert");
	buf_text(b, strcmp(a->rule->level, "informational") == 0 ? "false" :
	    "true");
	if ((r = alert_brief_message(v, a, &message)) == RC_OK)
		jsonput_text(b, "message", buf_span(&message));
	b->failed |= message.failed;
	buf_release(&message);
	return (r);
}

static void
put_metadata(struct buf *b, const struct alert *a, const struct event *ev)
{
	char time[TS_TEXT];

	ts_text(a->time, time);
	jsonput_open(b, "metadata", '{');
	jsonput_text(b, "version", SPAN("1.5.0"));
	jsonput_open(b, "product", '{');
	jsonput_text(b, "name", SPAN("Vedette"));
	jsonput_text(b, "vendor_name", SPAN("Vedette"));
	jsonput_text(b, "version", SPAN(VEDETTE_VERSION));
	jsonput_close(b, '}');
	jsonput_text(b, "uid", span_of(a->id));
	jsonput_text(b, "event_code", span_of(a->rule->id));
	jsonput_text(b, "tenant_uid", a->tenant);
	jsonput_text(b, "log_name", ev->source);
	jsonput_text(b, "original_time", (struct span){ time, TS_TEXT });
	jsonput_open(b, "labels", '[');
	for (size_t i = 0; i < a->rule->tags_n; i++) {
		jsonput_next(b);
		buf_json(b, span_of(a->rule->tags[i]));
	}
	jsonput_close(b, ']');
	if (event_code(ev, FIELD_DECISION) >= ALLOW &&
	    event_code(ev, FIELD_DECISION) <= HOLD)
		buf_text(b, ",\"profiles\":[\"security_control\"]");
	jsonput_close(b, '}');
}

/* Does a rule of the alert name a fact of baselines or of peers? */
static bool
statistical(const struct alert *a)
{
	const char *names[WHERE_NAMES];
	size_t n = where_names(a, names, WHERE_NAMES);

	for (size_t i = 0; i < n; i++)
		if (strncmp(names[i], "base.", 5) == 0 ||
		    strncmp(names[i], "peer.", 5) == 0)
			return (true);
	return (false);
}

static void
put_analytic(struct buf *b, const struct alert *a)
{
	const struct alert_rule *r = a->rule;

	jsonput_open(b, "analytic", '{');
	jsonput_text(b, "uid", span_of(r->id));
	jsonput_text(b, "name", span_of(r->title));
	if (r->version != NULL)
		jsonput_text(b, "version", span_of(r->version));
	if (r->category != NULL)
		jsonput_text(b, "category", span_of(r->category));
	jsonput_int(b, "type_id", statistical(a) ? 3 : 1);
	jsonput_close(b, '}');
}

/* One technique: "t1110.003" is a sub-technique. */
static void
put_attack(struct buf *b, const char *key, const char *id, const char *name,
    const char *version)
{

	jsonput_open(b, NULL, '{');
	jsonput_open(b, key, '{');
	jsonput_text(b, "uid", span_of(id));
	if (name != NULL)
		jsonput_text(b, "name", span_of(name));
	jsonput_close(b, '}');
	jsonput_text(b, "version", span_of(version));
	jsonput_close(b, '}');
}

static void
put_technique(struct buf *b, const char *tag)
{
	char id[32];
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(techniques); i++)
		if (strcmp(tag, techniques[i].tag) == 0) {
			put_attack(b, strchr(techniques[i].id, '.') != NULL ?
			    "sub_technique" : "technique", techniques[i].id,
			    techniques[i].name, ATTACK_VERSION);
			return;
		}
	/* A rule of the user's may name one that we have no name for. */
	for (tag += 7; *tag != '\0' && n < sizeof(id) - 1; tag++)
		id[n++] = (char)toupper((unsigned char)*tag);
	id[n] = '\0';
	put_attack(b, strchr(id, '.') != NULL ? "sub_technique" : "technique",
	    id, NULL, ATTACK_VERSION);
}

static void
put_attacks(struct buf *b, const struct alert_rule *r)
{
	bool any = false;

	for (size_t i = 0; i < r->tags_n; i++) {
		const char *tag = r->tags[i];
		bool attack = strncmp(tag, "attack.t", 8) == 0 &&
		    isdigit((unsigned char)tag[8]);
		char id[32];

		if (!attack && strncmp(tag, "atm.t", 5) != 0)
			continue;
		if (!any)
			jsonput_open(b, "attacks", '[');
		any = true;
		if (attack) {
			put_technique(b, tag);
			continue;
		}
		(void)snprintf(id, sizeof(id), "ATM-T%s", tag + 5);
		put_attack(b, "technique", id, NULL, ATTACK_ATM);
	}
	if (any)
		jsonput_close(b, ']');
}

/* The tags of one family, without what all of it begin with. */
static void
put_family(struct buf *b, const struct alert_rule *r, const char *name,
    const char *prefix, size_t cut, bool *any)
{
	bool first = true;

	for (size_t i = 0; i < r->tags_n; i++) {
		const char *tag = r->tags[i];

		if (strncmp(tag, prefix, strlen(prefix)) != 0 ||
		    !isdigit((unsigned char)tag[strlen(prefix)]))
			continue;
		if (!*any)
			jsonput_open(b, "tags", '[');
		*any = true;
		if (first) {
			jsonput_open(b, NULL, '{');
			jsonput_text(b, "name", span_of(name));
			jsonput_open(b, "values", '[');
		}
		first = false;
		jsonput_next(b);
		buf_json(b, span_of(tag + cut));
	}
	if (!first)
		buf_text(b, "]}");
}

static void
put_tags(struct buf *b, const struct alert_rule *r)
{
	bool any = false;

	put_family(b, r, "r155", "r155.", 5, &any);
	put_family(b, r, "owasp", "owasp.api", 6, &any);
	put_family(b, r, "scenario", "vedette.s", 8, &any);
	if (any)
		jsonput_close(b, ']');
}

/* The sources of the evidence, each once. */
static void
put_sources(struct buf *b, const struct alert *a)
{

	jsonput_open(b, "data_sources", '[');
	for (size_t i = 0; i < a->ends_n; i++) {
		size_t k = 0;

		while (k < i && !span_eq(alert_event_source(a->ends[k]),
		    alert_event_source(a->ends[i])))
			k++;
		if (k < i)
			continue;
		jsonput_next(b);
		buf_json(b, alert_event_source(a->ends[i]));
	}
	jsonput_close(b, ']');
}

static rc
put_related(struct view *v, const struct alert *a, struct buf *b)
{
	const struct event *ev;
	rc r;

	jsonput_open(b, "related_events", '[');
	for (size_t i = 0; i < a->ends_n; i++) {
		if ((r = view_kept(v, a->ends[i], &ev)) != RC_OK)
			return (r);
		jsonput_open(b, NULL, '{');
		jsonput_text(b, "uid", alert_event_id(a->ends[i]));
		(void)jsonput_field(b, "type", ev, FIELD_TYPE);
		jsonput_int(b, "first_seen_time", a->ends[i]->te);
		jsonput_close(b, '}');
	}
	jsonput_close(b, ']');
	jsonput_int(b, "related_events_count", (int64_t)a->count);
	return (RC_OK);
}

static rc
put_finding(struct view *v, const struct alert *a, enum category c,
    struct buf *b)
{
	rc r;

	jsonput_open(b, "finding_info", '{');
	jsonput_text(b, "uid", span_of(a->id));
	jsonput_text(b, "title", span_of(a->rule->title));
	if (a->rule->description != NULL)
		jsonput_text(b, "desc", span_of(a->rule->description));
	jsonput_int(b, "created_time", a->time);
	jsonput_int(b, "first_seen_time", a->first_seen);
	jsonput_int(b, "last_seen_time", a->last_seen);
	put_sources(b, a);
	if ((r = put_related(v, a, b)) != RC_OK)
		return (r);
	if (c != CATEGORY_NONE) {
		jsonput_open(b, "types", '[');
		buf_json(b, span_of(field_category(c)->name));
		jsonput_close(b, ']');
	}
	put_analytic(b, a);
	put_attacks(b, a->rule);
	put_tags(b, a->rule);
	jsonput_close(b, '}');
	return (RC_OK);
}

static rc
put_evidences(struct view *v, const struct alert *a, struct buf *b)
{
	const struct event *ev;
	rc r;

	jsonput_open(b, "evidences", '[');
	for (size_t i = 0; i < a->ends_n; i++) {
		if ((r = view_kept(v, a->ends[i], &ev)) != RC_OK)
			return (r);
		ocsf_event_evidence(b, a, a->ends[i], ev);
	}
	jsonput_close(b, ']');
	return (RC_OK);
}

/* Facts that are themselves "now over usual": usual is 1. */
static void
put_anomalies(struct buf *b, const struct alert *a)
{
	bool any = false;

	for (size_t i = 0; i < a->decided->facts; i++) {
		const struct alert_fact *f = &alert_event_fact(a->decided)[i];

		if (strncmp(f->name, "base.", 5) != 0 ||
		    f->value.type <= VALUE_NULL)
			continue;
		if (!any)
			jsonput_open(b, "anomaly_analyses", '[');
		any = true;
		jsonput_next(b);
		buf_text(b, "{\"analysis_targets\":[{\"name\":");
		buf_json(b, a->entity);
		jsonput_text(b, "type", span_of(a->kind));
		buf_text(b, "}],\"anomalies\":[{\"observation_parameter\":");
		buf_json(b, span_of(f->name));
		buf_text(b, ",\"observations\":[{\"value\":\"");
		value_put(b, &f->value);
		buf_text(b, "\"}]}],\"baselines\":[{"
		    "\"observation_parameter\":");
		buf_json(b, span_of(f->name));
		buf_text(b, ",\"observations\":[{\"value\":\"1\"}]}]}");
	}
	if (any)
		jsonput_close(b, ']');
}

static void
put_decision(struct buf *b, const struct event *ev)
{

	switch (event_code(ev, FIELD_DECISION)) {
	case ALLOW:
		jsonput_int(b, "action_id", 1);
		jsonput_int(b, "disposition_id", 1);
		break;
	case DENY:
		jsonput_int(b, "action_id", 2);
		jsonput_int(b, "disposition_id", 2);
		break;
	case HOLD:
		jsonput_int(b, "action_id", 99);
		jsonput_text(b, "action", SPAN("Hold"));
		jsonput_int(b, "disposition_id", 14);
		break;
	default:
		break;
	}
}

/* Members that are told of the deciding event, which is read anew. */
static void
put_decided(struct buf *b, const struct alert *a, const struct event *ev)
{
	const char *response = alert_ocsf_response(a->rule);

	ocsf_event_device(b, ev);
	ocsf_event_resources(b, ev);
	ocsf_event_observables(b, ev);
	put_anomalies(b, a);
	if (response != NULL) {
		jsonput_open(b, "remediation", '{');
		/* Each sentence ends in a space. */
		jsonput_text(b, "desc", (struct span){ response,
		    strlen(response) - 1 });
		jsonput_close(b, '}');
	}
	put_decision(b, ev);
}

rc
alert_ocsf(struct view *v, const struct alert *a, struct buf *b)
{
	const struct event *ev;
	enum category c;
	rc r;

	if ((r = put_head(v, a, b)) != RC_OK ||
	    (r = view_kept(v, a->decided, &ev)) != RC_OK)
		return (r);
	c = ev->category;
	put_metadata(b, a, ev);
	if ((r = put_finding(v, a, c, b)) != RC_OK ||
	    (r = put_evidences(v, a, b)) != RC_OK ||
	    (r = view_kept(v, a->decided, &ev)) != RC_OK)
		return (r);
	put_decided(b, a, ev);
	jsonput_open(b, "unmapped", '{');
	jsonput_key(b, "vedette");
	if ((r = alert_json(v, a, b)) != RC_OK)
		return (r);
	buf_text(b, "}}");
	return (b->failed ? RC_NOMEM : RC_OK);
}
