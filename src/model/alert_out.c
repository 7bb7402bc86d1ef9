/* SPDX-License-Identifier: Apache-2.0 */
/* A kept alert in the formats of others. */
#include "model/alert_out.h"
#include "model/jsonput.h"

#define ECS		"8.11.0"
#define NIL		"-"		/* RFC 5424 section 6: not said. */
#define FACILITY	13		/* Log audit. */

static void
put_json_time(struct buf *b, const char *key, int64_t ms)
{

	jsonput_key(b, key);
	buf_char(b, '"');
	buf_time(b, ms);
	buf_char(b, '"');
}

static void
put_ocsf(const struct alert_out *a, struct buf *b)
{

	buf_put(b, a->ocsf);
}

static void
put_ecs_rule(const struct alert_out *a, struct buf *b)
{

	jsonput_open(b, "rule", '{');
	jsonput_text(b, "id", a->rule);
	jsonput_text(b, "name", a->title);
	jsonput_close(b, '}');
}

/* Elastic Common Schema: base, event, rule, log, organization; what has no
 * field there lies below "vedette". */
static void
put_ecs(const struct alert_out *a, struct buf *b)
{

	jsonput_open(b, NULL, '{');
	put_json_time(b, "@timestamp", a->time);
	jsonput_text(b, "message", a->brief);
	jsonput_open(b, "ecs", '{');
	jsonput_text(b, "version", SPAN(ECS));
	jsonput_close(b, '}');
	jsonput_open(b, "event", '{');
	jsonput_text(b, "kind", SPAN("alert"));
	jsonput_open(b, "category", '[');
	jsonput_next(b);
	buf_text(b, "\"intrusion_detection\"");
	jsonput_close(b, ']');
	jsonput_open(b, "type", '[');
	jsonput_next(b);
	buf_text(b, "\"info\"");
	jsonput_close(b, ']');
	jsonput_text(b, "module", SPAN("vedette"));
	jsonput_text(b, "dataset", SPAN("vedette.alert"));
	jsonput_text(b, "id", a->id);
	jsonput_int(b, "severity", a->severity);
	put_json_time(b, "start", a->first_seen);
	put_json_time(b, "end", a->last_seen);
	jsonput_close(b, '}');
	put_ecs_rule(a, b);
	jsonput_open(b, "organization", '{');
	jsonput_text(b, "id", a->tenant);
	jsonput_close(b, '}');
	jsonput_open(b, "vedette", '{');
	jsonput_key(b, "alert");
	buf_put(b, a->json);
	jsonput_close(b, '}');
	jsonput_close(b, '}');
}

/* CEF 25, "Header information": '\' and '|' are escaped; "Extension": '\' and
 * '='; line ends of both are gone. */
static void
put_cef_text(struct buf *b, struct span s, char special)
{

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '\n' || c == '\r') {
			buf_char(b, ' ');
			continue;
		}
		if (c == '\\' || c == special)
			buf_char(b, '\\');
		buf_char(b, c);
	}
}

static void
put_cef_member(struct buf *b, const char *key, struct span s)
{

	buf_fmt(b, " %s=", key);
	put_cef_text(b, s, '=');
}

static void
put_cef(const struct alert_out *a, struct buf *b)
{

	buf_text(b, "CEF:0|Vedette|Vedette|" VEDETTE_VERSION "|");
	put_cef_text(b, a->rule, '|');
	buf_char(b, '|');
	put_cef_text(b, a->title, '|');
	/* 0 to 10: critical is 10. */
	buf_fmt(b, "|%lld|", (long long)(a->severity > 5 ? 10 :
	    a->severity * 2));
	buf_fmt(b, "rt=%lld start=%lld end=%lld cnt=%lld",
	    (long long)a->time, (long long)a->first_seen,
	    (long long)a->last_seen, (long long)a->count);
	put_cef_member(b, "externalId", a->id);
	put_cef_member(b, "cs1Label", SPAN("tenant"));
	put_cef_member(b, "cs1", a->tenant);
	put_cef_member(b, "cs2Label", SPAN("kind"));
	put_cef_member(b, "cs2", a->kind);
	put_cef_member(b, "cs3Label", SPAN("entity"));
	put_cef_member(b, "cs3", a->entity);
	put_cef_member(b, "msg", a->brief);
}

/* RFC 5424 section 6.3.3: '"', '\' and ']' are escaped. */
static void
put_param(struct buf *b, const char *name, struct span s)
{

	buf_fmt(b, " %s=\"", name);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\' || s.p[i] == ']')
			buf_char(b, '\\');
		buf_char(b, s.p[i]);
	}
	buf_char(b, '"');
}

static void
put_rfc5424(const struct alert_out *a, struct buf *b)
{
	/* Severities of section 6.2.1, by OCSF's. */
	static const int severities[] = { 6, 6, 5, 4, 3, 2, 1 };
	size_t i = a->severity < 0 || a->severity > 6 ? 0 :
	    (size_t)a->severity;

	buf_fmt(b, "<%d>1 ", FACILITY * 8 + severities[i]);
	buf_time(b, a->time);
	/* 32473: the number for examples, RFC 5612; we have none yet. */
	buf_text(b, " " NIL " vedette " NIL " alert [vedette@32473");
	put_param(b, "id", a->id);
	put_param(b, "rule", a->rule);
	put_param(b, "level", a->level);
	put_param(b, "tenant", a->tenant);
	put_param(b, "kind", a->kind);
	put_param(b, "entity", a->entity);
	buf_text(b, "] ");
	for (size_t k = 0; k < a->brief.n; k++)
		buf_char(b, a->brief.p[k] == '\n' ? ' ' : a->brief.p[k]);
}

static const struct {
	void		(*put)(const struct alert_out *, struct buf *);
	const char	*type;
} formats[] = {
	[CONFIG_FORMAT_OCSF] = { put_ocsf, "application/json" },
	[CONFIG_FORMAT_ECS] = { put_ecs, "application/json" },
	[CONFIG_FORMAT_CEF] = { put_cef, "text/plain; charset=utf-8" },
	[CONFIG_FORMAT_RFC5424] = { put_rfc5424,
	    "text/plain; charset=utf-8" },
};

void
alert_out_put(const struct alert_out *a, enum config_format format,
    struct buf *b)
{

	BUG_IF((size_t)format >= COUNT_OF(formats));
	formats[format].put(a, b);
}

const char *
alert_out_type(enum config_format format)
{

	BUG_IF((size_t)format >= COUNT_OF(formats));
	return (formats[format].type);
}

void
alert_out_card(const struct alert_out *a, struct buf *b)
{

	buf_char(b, '[');
	buf_put(b, a->level);
	buf_text(b, "] ");
	buf_put(b, a->title);
	if (a->kind.n > 0) {
		buf_text(b, ", about a ");
		buf_put(b, a->kind);
	}
	buf_fmt(b, ", %lld event%s. Alert ", (long long)a->count,
	    a->count == 1 ? "" : "s");
	buf_put(b, a->id);
}
