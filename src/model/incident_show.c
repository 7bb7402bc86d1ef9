/* SPDX-License-Identifier: Apache-2.0 */
/* An incident in the forms that alerts have. */
#include "base/wrap.h"
#include "model/incident_show.h"
#include "model/jsonput.h"
#include "model/level.h"
#include "model/ocsf_event.h"

#define ID_SHOWN	12		/* Digits of the id that are enough. */
#define LABEL		10		/* Columns of a card's left side. */
#define RULES_SHOWN	8		/* Of a card. */
#define ALERTS_SHOWN	4

static const struct level *
worst(const struct incident *in)
{

	return (level_of(in->rule[0].rule->level));
}

/* The lowest scenario that one of its rules has. */
static void
scenario_of(const struct incident *in, char out[8])
{
	char one[8];

	alert_scenario(in->rule[0].rule, out);
	for (size_t i = 1; i < in->rules; i++) {
		alert_scenario(in->rule[i].rule, one);
		if (one[0] == 's' && (out[0] != 's' || strcmp(one, out) < 0))
			memcpy(out, one, sizeof(one));
	}
}

/* What comes between the time and the id. */
static void
put_message(const struct incident *in, struct buf *b)
{
	char scenario[8];

	scenario_of(in, scenario);
	buf_fmt(b, "%s %s %s=", worst(in)->word, scenario, in->kind);
	buf_put(b, in->entity);
	buf_char(b, ' ');
	buf_json(b, span_of(in->rule[0].rule->title));
	buf_fmt(b, " risk=%llu rules=%zu alerts=%zu",
	    (unsigned long long)in->risk, in->rules, in->alerts);
	for (size_t i = 0; i < in->kinds; i++)
		buf_fmt(b, " %s=%llu", in->touched[i].kind,
		    (unsigned long long)in->touched[i].n);
	if (in->at_least)
		buf_text(b, " more=yes");
	buf_text(b, " until ");
	buf_time(b, in->last);
	buf_fmt(b, " x%llu", (unsigned long long)in->count);
}

void
incident_show_brief(const struct incident *in, struct buf *b)
{

	buf_time(b, in->first);
	buf_char(b, ' ');
	put_message(in, b);
	buf_fmt(b, " %.*s", ID_SHOWN, in->id);
}

static void
put_line(struct buf *b, const char *label, const struct buf *text,
    unsigned width)
{

	buf_fmt(b, "  %-*s", LABEL - 2, label);
	(void)wrap_words(b, buf_span(text), LABEL, LABEL, width);
	buf_char(b, '\n');
	b->failed |= text->failed;
}

static void
put_headline(const struct incident *in, unsigned width, bool colour,
    struct buf *b)
{
	const struct level *level = worst(in);
	struct buf text = { 0 };

	if (colour)
		buf_fmt(b, "\033[%sm", level->colour);
	buf_text(b, level->word);
	buf_text(b, colour ? "\033[0m\033[1m " : " ");
	buf_fmt(&text, "%s: %s ", in->rule[0].rule->title, in->kind);
	buf_put(&text, in->entity);
	(void)wrap_words(b, buf_span(&text), strlen(level->word) + 1, LABEL,
	    width);
	buf_text(b, colour ? "\033[0m\n" : "\n");
	b->failed |= text.failed;
	buf_release(&text);
}

static void
put_rules(const struct incident *in, unsigned width, struct buf *b)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < in->rules && i < RULES_SHOWN; i++) {
		const struct incident_rule *r = &in->rule[i];

		buf_clear(&text);
		buf_fmt(&text, "%s (%s): %llu alert%s, %llu event%s",
		    r->rule->title, r->rule->level,
		    (unsigned long long)r->alerts, r->alerts == 1 ? "" : "s",
		    (unsigned long long)r->count, r->count == 1 ? "" : "s");
		if (i + 1 == RULES_SHOWN && in->rules > RULES_SHOWN)
			buf_fmt(&text, ", and %zu rules more",
			    in->rules - RULES_SHOWN);
		put_line(b, i == 0 ? "rules" : "", &text, width);
	}
	buf_release(&text);
}

/* The kinds are plain nouns, and none is irregular. */
static void
put_kind(struct buf *b, const struct incident_touched *t)
{
	size_t n = strlen(t->kind);

	buf_put(b, (struct span){ t->kind, n });
	if (t->n == 1)
		return;
	if (n > 1 && t->kind[n - 1] == 'y') {
		b->n--;
		buf_text(b, "ies");
	} else
		buf_text(b, n > 0 && t->kind[n - 1] == 's' ? "es" : "s");
}

static void
put_touched(const struct incident *in, unsigned width, struct buf *b)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < in->kinds; i++) {
		const struct incident_touched *t = &in->touched[i];

		buf_clear(&text);
		buf_fmt(&text, "%s%llu ", in->at_least ? "at least " : "",
		    (unsigned long long)t->n);
		put_kind(&text, t);
		buf_char(&text, ':');
		for (size_t k = 0; k < t->some_n; k++) {
			buf_text(&text, k > 0 ? ", " : " ");
			buf_put(&text, t->some[k]);
		}
		if (t->n > t->some_n)
			buf_text(&text, " ...");
		put_line(b, i == 0 ? "touched" : "", &text, width);
	}
	buf_release(&text);
}

void
incident_show_card(const struct incident *in, unsigned width, bool colour,
    struct buf *b)
{
	struct buf text = { 0 };
	char scenario[8];

	put_headline(in, width, colour, b);
	scenario_of(in, scenario);
	buf_time(&text, in->first);
	if (in->last != in->first) {
		buf_text(&text, " to ");
		buf_time(&text, in->last);
	}
	put_line(b, "when", &text, width);
	buf_clear(&text);
	buf_fmt(&text, "%llu, scenario %s, incident %.*s",
	    (unsigned long long)in->risk, scenario, ID_SHOWN, in->id);
	put_line(b, "risk", &text, width);
	put_rules(in, width, b);
	put_touched(in, width, b);
	buf_clear(&text);
	buf_fmt(&text, "%zu:", in->alerts);
	for (size_t i = 0; i < in->alerts && i < ALERTS_SHOWN; i++)
		buf_fmt(&text, " %.*s", ID_SHOWN, in->alert[i]->id);
	if (in->alerts > ALERTS_SHOWN)
		buf_text(&text, " ...");
	put_line(b, "alerts", &text, width);
	buf_release(&text);
}

static void
put_moment(struct buf *b, const char *key, int64_t ms)
{
	struct value v = { .i = ms, .type = VALUE_TIME };

	jsonput_key(b, key);
	value_json(b, &v);
}

static void
put_tags(struct buf *b, const struct alert_rule *r)
{

	jsonput_open(b, "tags", '[');
	for (size_t i = 0; i < r->tags_n; i++) {
		jsonput_next(b);
		buf_json(b, span_of(r->tags[i]));
	}
	jsonput_close(b, ']');
}

static void
json_rules(const struct incident *in, struct buf *b)
{

	jsonput_open(b, "rules", '[');
	for (size_t i = 0; i < in->rules; i++) {
		const struct incident_rule *r = &in->rule[i];

		jsonput_open(b, NULL, '{');
		jsonput_text(b, "id", span_of(r->rule->id));
		jsonput_text(b, "title", span_of(r->rule->title));
		jsonput_text(b, "level", span_of(r->rule->level));
		put_tags(b, r->rule);
		jsonput_int(b, "alerts", (int64_t)r->alerts);
		jsonput_int(b, "count", (int64_t)r->count);
		jsonput_close(b, '}');
	}
	jsonput_close(b, ']');
}

static void
json_touched(const struct incident *in, struct buf *b)
{

	jsonput_open(b, "touched", '[');
	for (size_t i = 0; i < in->kinds; i++) {
		const struct incident_touched *t = &in->touched[i];

		jsonput_open(b, NULL, '{');
		jsonput_text(b, "kind", span_of(t->kind));
		jsonput_int(b, "count", (int64_t)t->n);
		jsonput_open(b, "some", '[');
		for (size_t k = 0; k < t->some_n; k++) {
			jsonput_next(b);
			buf_json(b, t->some[k]);
		}
		jsonput_close(b, ']');
		jsonput_close(b, '}');
	}
	jsonput_close(b, ']');
	if (in->at_least) {
		jsonput_key(b, "at_least");
		buf_text(b, "true");
	}
}

void
incident_show_json(const struct incident *in, struct buf *b)
{

	buf_text(b, "{\"incident\":");
	buf_json(b, span_of(in->id));
	jsonput_text(b, "tenant", in->tenant);
	jsonput_int(b, "risk", (int64_t)in->risk);
	jsonput_text(b, "level", span_of(worst(in)->name));
	jsonput_open(b, "cause", '{');
	jsonput_text(b, "kind", span_of(in->kind));
	jsonput_text(b, "id", in->entity);
	jsonput_close(b, '}');
	put_moment(b, "first_seen", in->first);
	put_moment(b, "last_seen", in->last);
	jsonput_int(b, "count", (int64_t)in->count);
	json_rules(in, b);
	json_touched(in, b);
	jsonput_int(b, "alerts", (int64_t)in->alerts);
	jsonput_open(b, "alert_ids", '[');
	for (size_t i = 0; i < in->alerts && i < INCIDENT_ALERTS_SHOWN; i++) {
		jsonput_next(b);
		buf_json(b, span_of(in->alert[i]->id));
	}
	jsonput_close(b, ']');
	jsonput_close(b, '}');
}

static void
ocsf_head(const struct incident *in, struct buf *b)
{
	struct buf message = { 0 };

	ocsf_event_finding(b, 2005, "Incident");
	jsonput_int(b, "time", in->first);
	jsonput_int(b, "start_time", in->first);
	jsonput_int(b, "end_time", in->last);
	jsonput_int(b, "count", (int64_t)in->count);
	jsonput_int(b, "severity_id", worst(in)->severity_id);
	jsonput_text(b, "severity", span_of(worst(in)->severity));
	jsonput_int(b, "status_id", 1);
	put_message(in, &message);
	jsonput_text(b, "message", buf_span(&message));
	b->failed |= message.failed;
	buf_release(&message);
	jsonput_open(b, "metadata", '{');
	jsonput_text(b, "version", SPAN("1.5.0"));
	jsonput_open(b, "product", '{');
	jsonput_text(b, "name", SPAN("Vedette"));
	jsonput_text(b, "vendor_name", SPAN("Vedette"));
	jsonput_text(b, "version", SPAN(VEDETTE_VERSION));
	jsonput_close(b, '}');
	jsonput_text(b, "uid", span_of(in->id));
	jsonput_text(b, "tenant_uid", in->tenant);
	jsonput_open(b, "profiles", '[');
	jsonput_next(b);
	buf_json(b, SPAN("incident"));
	jsonput_close(b, ']');
	jsonput_close(b, '}');
}

/* An alert is a finding; the same ids as the Detection Findings have. */
static void
ocsf_findings(const struct incident *in, struct buf *b)
{

	jsonput_open(b, "finding_info_list", '[');
	for (size_t i = 0; i < in->alerts && i < INCIDENT_ALERTS_SHOWN; i++) {
		const struct alert *a = in->alert[i];

		jsonput_open(b, NULL, '{');
		jsonput_text(b, "uid", span_of(a->id));
		jsonput_text(b, "title", span_of(a->rule->title));
		jsonput_int(b, "created_time", a->time);
		jsonput_int(b, "first_seen_time", a->first_seen);
		jsonput_int(b, "last_seen_time", a->last_seen);
		jsonput_close(b, '}');
	}
	jsonput_close(b, ']');
}

void
incident_show_ocsf(const struct incident *in, struct buf *b)
{

	ocsf_head(in, b);
	ocsf_findings(in, b);
	jsonput_open(b, "unmapped", '{');
	jsonput_key(b, "vedette");
	incident_show_json(in, b);
	jsonput_close(b, '}');
	jsonput_close(b, '}');
}
