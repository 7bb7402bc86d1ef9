/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connections of HTTP/1.0 and 1.1 clients: each answered request is an event,
 * as in an access log; what two readers may read differently is a finding.
 *
 *	up:   request, body, request ...  -> asked [ | | ]
 *	down: response, body ...          -> the oldest of them
 */
#include "base/attr.h"
#include "base/mem.h"
#include "codec/detect.h"
#include "codec/http1_body.h"
#include "codec/redact.h"
#include "codec/route.h"
#include "source/talk_http.h"

#define ASKED_MOST	32u		/* Unanswered requests. */
#define METHOD_MOST	24u
#define NAME_MOST	255u
#define TARGET_MOST	2048u

/* A request that waits for its answer. */
struct asked {
	struct asked	*next;
	int64_t		 time;
	uint64_t	 bytes;
	char		 method[METHOD_MOST], host[NAME_MOST];
	char		 agent[NAME_MOST], target[TARGET_MOST];
	size_t		 method_n, host_n, agent_n, target_n;
};

struct http_talk {
	struct asked	*first, *last;	/* Owned. */
	size_t		 asked_n;
	struct http1_body body[FLOWS_WAYS];
	uint64_t	 bytes;		/* Of the answer. */
	int		 status;
	char		 type[NAME_MOST];
	size_t		 type_n;
	bool		 answering;	/* An answer's body comes. */
	bool		 asking;	/* A request's body comes. */
	bool		 deaf;		/* What follows cannot be read. */
	uint64_t	 told;		/* Set of faults. */
};

/* OsmAnd's trackers speak over HTTP: they are asked first, and may need the
 * whole request. */
static bool
undecided(struct span first)
{
	const struct codecs *c = codecs_find(SPAN("osmand"), NULL);
	struct http1 h;
	size_t n;

	/* Trackers ask plainly; what can be read in two ways may be waited
	 * for in vain, and has to be told. */
	if (http1_read(first, false, &h, &n) != RC_MORE && h.faults != 0)
		return (false);
	return (first.n < DETECT_MOST && c != NULL &&
	    c->frame(first, &n) == RC_MORE);
}

static rc
is(const struct talk *t, const void **own)
{
	rc r;

	(void)own;
	if (t->out->codec != NULL || !t->told->tcp)
		return (RC_NOTFOUND);
	if (t->told->way == FLOWS_DOWN)
		return (RC_MORE);
	r = http1_is(t->told->bytes);
	/* Nothing more comes: no tracker's then. */
	if (t->told->what == FLOWS_LAST)
		return (r);
	return (r == RC_OK && undecided(t->told->bytes) ? RC_MORE : r);
}

static void
begin(struct talk *t, const void *own)
{

	(void)t;
	(void)own;
}

static void
tell_fault(struct talk *t, enum http1_fault f)
{
	const struct http1_fault_row *row = http1_fault_row(f);
	struct message *m = t->out->m;

	message_begin(m, TYPE_FEED_HEALTH, t->told->time);
	message_word(m, FIELD_STATE, "bad_parse");
	message_int(m, FIELD_REJECTED, 1);
	message_more(m, "protocol", MESSAGE_PLAIN,
	    message_of_text(SPAN("http")));
	message_more(m, "violation", MESSAGE_PLAIN,
	    message_of_text(span_of(row->name)));
	message_more(m, "section", MESSAGE_PLAIN,
	    message_of_text(span_of(row->section)));
	message_more(m, "what", MESSAGE_PLAIN,
	    message_of_text(span_of(row->what)));
	message_more(m, "sender", MESSAGE_PLAIN, message_of_text(
	    t->told->way == FLOWS_UP ? SPAN("client") : SPAN("server")));
	talk_tell(t);
}

/* Each fault is told once a connection, and always counted. */
static void
faults(struct talk *t, uint64_t set)
{
	struct http_talk *u = t->own;

	t->out->bad += set != 0;
	for (unsigned f = 0; f < HTTP1_FAULT_COUNT; f++) {
		if ((set & ~u->told) >> f & 1)
			tell_fault(t, (enum http1_fault)f);
	}
	u->told |= set;
}

static void
fault(struct talk *t, enum http1_fault f)
{
	uint64_t set = 0;

	http1_fault_add(&set, f);
	faults(t, set);
}

/* "Car.Example:8080" is car.example; [::1]:80 is ::1. */
static size_t
copy_host(char *to, struct span host)
{
	const char *end;
	size_t n;

	if (host.n > 0 && host.p[0] == '[') {
		host = span_from(host, 1);
		end = host.n > 0 ? memchr(host.p, ']', host.n) : NULL;
	} else
		end = host.n > 0 ? memchr(host.p, ':', host.n) : NULL;
	if (end != NULL)
		host.n = (size_t)(end - host.p);
	n = span_keep(to, NAME_MOST, host);
	for (size_t i = 0; i < n; i++) {
		if (to[i] >= 'A' && to[i] <= 'Z')
			to[i] = (char)(to[i] | 0x20);
	}
	return (n);
}

/* Keep what the event will need; false: no further requests. */
static bool
ask(struct talk *t, const struct http1 *h)
{
	struct http_talk *u = t->own;
	struct asked *a;

	if (u->asked_n == ASKED_MOST) {
		fault(t, HTTP1_PIPELINE);
		return (false);
	}
	if ((a = mem_new(sizeof(*a))) == NULL) {
		t->out->lines->failed = true;
		return (false);
	}
	a->time = t->told->time;
	a->method_n = span_keep(a->method, sizeof(a->method), h->method);
	a->target_n = span_keep(a->target, sizeof(a->target), h->target);
	a->agent_n = span_keep(a->agent, sizeof(a->agent), h->agent);
	a->host_n = copy_host(a->host, h->host);
	if (u->last != NULL)
		u->last->next = a;
	else
		u->first = a;
	u->last = a;
	u->asked_n++;
	return (true);
}

static void
forget(struct http_talk *u)
{
	struct asked *a = u->first;

	u->first = a->next;
	if (u->first == NULL)
		u->last = NULL;
	u->asked_n--;
	mem_free(a);
}

static const char *
outcome(int status)
{

	if (status < 400)
		return ("success");
	return (status == 401 || status == 403 ? "denied" : "failure");
}

static void
put_text(struct message *m, enum field_id f, const char *p, size_t n)
{

	if (n > 0)
		message_text(m, f, (struct span){ p, n });
}

static void
put_request(const struct asked *a, struct message *m)
{

	put_text(m, FIELD_METHOD, a->method, a->method_n);
	put_text(m, FIELD_HOST, a->host, a->host_n);
	put_text(m, FIELD_CLIENT_USER_AGENT, a->agent, a->agent_n);
	message_word(m, FIELD_SCHEME, "http");
	if (a->bytes <= INT64_MAX)
		message_int(m, FIELD_REQ_BYTES, (int64_t)a->bytes);
}

/* The oldest request and what was answered. */
static void
tell(struct talk *t)
{
	struct http_talk *u = t->own;
	const struct asked *a = u->first;
	struct span url = { a->target, a->target_n }, id[ROUTE_IDS_MOST];
	struct value ids[ROUTE_IDS_MOST];
	char path[REDACT_ROOM(TARGET_MOST)], route[ROUTE_ROOM(TARGET_MOST)];
	struct message *m = t->out->m;
	size_t n = route_ids(url, id);

	message_begin(m, TYPE_API_REQUEST, t->told->time);
	message_word(m, FIELD_OUTCOME, outcome(u->status));
	put_request(a, m);
	put_text(m, FIELD_PATH, path, redact_url(url, path));
	put_text(m, FIELD_ROUTE, route, route_write(url, route));
	for (size_t i = 0; i < n; i++)
		ids[i] = message_of_text(id[i]);
	if (n > 0)
		message_set(m, FIELD_OBJECT_IDS, (struct value){
		    .member = ids, .n = (uint32_t)n, .type = VALUE_ARRAY });
	message_int(m, FIELD_STATUS, u->status);
	message_int(m, FIELD_RESP_BYTES, (int64_t)u->bytes);
	if (t->told->time >= a->time)
		message_int(m, FIELD_DURATION_MS, t->told->time - a->time);
	put_text(m, FIELD_CONTENT_TYPE, u->type, u->type_n);
	talk_tell(t);
	forget(u);
}

/* An answer is over: of 1xx the real one still comes. */
static void
answered(struct talk *t)
{
	struct http_talk *u = t->own;

	u->answering = false;
	if (u->status == 101 || u->status >= 200)
		tell(t);
}

static bool
is_method(const struct asked *a, struct span method)
{

	return (span_eq((struct span){ a->method, a->method_n }, method));
}

static void
on_request(struct talk *t, const struct http1 *h)
{
	struct http_talk *u = t->own;

	if (!ask(t, h)) {
		u->deaf = true;
		return;
	}
	u->asking = true;
	http1_body_of(h, false, false, &u->body[FLOWS_UP]);
}

static void
on_response(struct talk *t, const struct http1 *h)
{
	struct http_talk *u = t->own;
	bool none = h->status < 200 || h->status == 204 ||
	    h->status == 304 || is_method(u->first, SPAN("HEAD"));

	u->status = h->status;
	u->bytes = 0;
	u->type_n = span_keep(u->type, sizeof(u->type), h->type);
	u->answering = true;
	/* From here on it is another protocol. */
	if (h->status == 101 || (h->status / 100 == 2 &&
	    is_method(u->first, SPAN("CONNECT"))))
		u->deaf = none = true;
	http1_body_of(h, true, none, &u->body[FLOWS_DOWN]);
}

static rc
head(struct talk *t, struct span in, size_t *n)
{
	struct http_talk *u = t->own;
	bool down = t->told->way == FLOWS_DOWN;
	struct http1 h;
	rc r;

	if (down && u->first == NULL) {
		fault(t, HTTP1_UNASKED);
		return (RC_MALFORMED);
	}
	r = http1_read(in, down, &h, n);
	if (r == RC_MORE && t->told->what != FLOWS_LAST)
		return (r);
	faults(t, h.faults);
	if (r == RC_OK)
		(down ? on_response : on_request)(t, &h);
	return (r);
}

static rc
body(struct talk *t, struct span in, size_t *n)
{
	struct http_talk *u = t->own;
	uint64_t set = 0;
	rc r = http1_body_feed(&u->body[t->told->way], in, &set, n);

	faults(t, set);
	return (r);
}

/* Count the ${n} bytes; is a message over with them? */
static void
count(struct talk *t, size_t n)
{
	struct http_talk *u = t->own;
	enum flows_way way = t->told->way;
	bool over = u->body[way].kind == HTTP1_BODY_NONE;

	if (way == FLOWS_UP && u->asking) {
		if (u->last != NULL)	/* Not answered before its end. */
			u->last->bytes += n;
		u->asking = !over;
	}
	if (way == FLOWS_DOWN && u->answering) {
		u->bytes += n;
		if (over)
			answered(t);
	}
}

static size_t
data(struct talk *t)
{
	struct http_talk *u = t->own;
	struct span in = t->told->bytes;
	enum flows_way way = t->told->way;
	size_t at = 0;
	rc r = RC_OK;

	while (r == RC_OK && !u->deaf && at < in.n) {
		struct span rest = span_from(in, at);
		size_t n = 0;

		r = (u->body[way].kind == HTTP1_BODY_NONE ? head : body)(t,
		    rest, &n);
		at += n;
		if (r != RC_MALFORMED)
			count(t, n);
	}
	/* Where a message ends is not known any more, in both ways. */
	u->deaf |= r == RC_MALFORMED;
	return (u->deaf ? SIZE_MAX : at);
}

/* Behind a gap nothing has its place. */
static void
gap(struct talk *t)
{
	struct http_talk *u = t->own;

	u->deaf = true;
}

static void
end(struct talk *t)
{
	struct http_talk *u = t->own;

	if (u->answering && u->first != NULL)
		answered(t);
	while (u->first != NULL)
		forget(u);
}

const struct talk_kind talk_http = {
	.name = "http",
	.own_n = sizeof(struct http_talk),
	.is = is,
	.begin = begin,
	.data = data,
	.gap = gap,
	.end = end,
};
