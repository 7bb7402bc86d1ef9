/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of the network: ports that are free, a database that answers. */
#include <string.h>

#include "cli/doctor_checks.h"
#include "cli/secrets.h"
#include "sys/secret.h"

#define WAIT_MS		3000
#define SOCKETS		"/var/run/postgresql"
#define PORT		"5432"

static const char *
advice(rc r)
{

	return (r == RC_CONFLICT ? "stop who listens there, unless it is the "
	    "service itself" : r == RC_DENIED ?
	    "take a port from 1024, or give CAP_NET_BIND_SERVICE" :
	    "name an address of this machine");
}

static void
port(struct doctor *d, const char *of, const struct config_addr *a, bool dgram)
{
	struct err e = { 0 };
	rc r;

	if (a->kind == CONFIG_ADDR_UNSET)
		return;
	if (a->kind == CONFIG_ADDR_UNIX)
		r = machine_path(a->host, &e);
	else
		r = machine_port(a->kind == CONFIG_ADDR_ANY ? NULL : a->host,
		    a->port, dgram, &e);
	if (r == RC_OK)
		doctor_say(d, DOCTOR_OK, "%s: %s is free", of, a->text);
	else if (r == RC_CONFLICT && d->runs)
		doctor_say(d, DOCTOR_OK, "%s: %s is in use, and the service "
		    "runs", of, a->text);
	else
		doctor_say(d, DOCTOR_FAIL, "%s: %s: %s: %s", of, a->text,
		    e.what, advice(r));
}

void
doctor_net_ports(struct doctor *d)
{
	const struct config *c = d->config;
	unsigned said = d->said[0] + d->said[2];

	port(d, "api", &c->api.listen, false);
	for (size_t i = 0; i < c->sources; i++)
		port(d, c->source[i].name, &c->source[i].listen,
		    c->source[i].transport == CONFIG_TRANSPORT_UDP);
	if (said == d->said[0] + d->said[2])
		doctor_say(d, DOCTOR_OK, "nothing is listened on");
}

/* Where libpq would go by "host=a port=b ...", or by a URI. */
struct target {
	char	host[256], port[16], path[108];
};

static void
keep(char *to, size_t room, struct span s)
{

	to[span_keep(to, room - 1, s)] = '\0';
}

static size_t
until(struct span s, const char *ends)
{
	size_t n = 0;

	while (n < s.n && strchr(ends, s.p[n]) == NULL)
		n++;
	return (n);
}

static void
parse_uri(struct span s, struct target *t)
{
	const char *at;
	size_t n;

	s.n = until(s, "/?");
	at = s.n > 0 ? memrchr(s.p, '@', s.n) : NULL;
	if (at != NULL)
		s = span_from(s, (size_t)(at + 1 - s.p));
	s.n = until(s, ",");	/* The first of several. */
	if (s.n > 0 && s.p[0] == '[') {
		s = span_from(s, 1);
		n = until(s, "]");
		keep(t->host, sizeof(t->host), (struct span){ s.p, n });
		s = span_from(s, n < s.n ? n + 1 : n);
	} else {
		n = until(s, ":");
		keep(t->host, sizeof(t->host), (struct span){ s.p, n });
		s = span_from(s, n);
	}
	if (s.n > 1 && s.p[0] == ':')
		keep(t->port, sizeof(t->port), span_from(s, 1));
}

static void
parse_words(struct span s, struct target *t)
{

	while (s.n > 0) {
		size_t n = until(s, " \t\n");
		struct span word = { s.p, n };

		if (span_starts(word, SPAN("host=")))
			keep(t->host, sizeof(t->host), (struct span){
			    word.p + 5, until(span_from(word, 5), ",") });
		else if (span_starts(word, SPAN("port=")))
			keep(t->port, sizeof(t->port), (struct span){
			    word.p + 5, until(span_from(word, 5), ",") });
		s = span_from(s, n < s.n ? n + 1 : n);
	}
}

static void
parse(struct span s, struct target *t)
{
	struct buf b = { 0 };

	keep(t->port, sizeof(t->port), SPAN(PORT));
	if (span_starts(s, SPAN("postgresql://")))
		parse_uri(span_from(s, 13), t);
	else if (span_starts(s, SPAN("postgres://")))
		parse_uri(span_from(s, 11), t);
	else
		parse_words(s, t);
	if (t->host[0] != '\0' && t->host[0] != '/')
		return;
	/* libpq, PQconnectdb: the name of the socket in its folder. */
	buf_fmt(&b, "%s/.s.PGSQL.%s", t->host[0] == '/' ? t->host : SOCKETS,
	    t->port);
	if (!b.failed)
		keep(t->path, sizeof(t->path), buf_span(&b));
	buf_release(&b);
	t->host[0] = '\0';
}

void
doctor_net_store(struct doctor *d)
{
	const struct config_store *s = &d->config->store;
	struct target t = { "", "", "" };
	struct buf text = { 0 };
	struct err e = { 0 };
	rc r;

	if (s->engine == CONFIG_STORE_SQLITE) {
		doctor_say(d, DOCTOR_OK, "sqlite, in its folder");
		return;
	}
	if ((r = secrets_read(&s->conninfo, &text, &e)) == RC_OK) {
		parse(buf_span(&text), &t);
		r = machine_reach(t.host[0] != '\0' ? t.host : NULL, t.port,
		    t.path, WAIT_MS, &e);
	}
	secret_release(&text);
	if (r != RC_OK)
		doctor_say(d, DOCTOR_FAIL, "postgresql: %s: is it running, and "
		    "is store.conninfo right?", e.what);
	else
		doctor_say(d, DOCTOR_OK, "postgresql answers at %s%s%s%s",
		    t.host, t.host[0] != '\0' ? ", port " : "",
		    t.host[0] != '\0' ? t.port : "", t.path);
}
