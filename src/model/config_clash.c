/* SPDX-License-Identifier: Apache-2.0 */
/* Values of the configuration that contradict each other. */
#include <stdio.h>

#include "model/config_addr.h"
#include "model/config_clash.h"

/* A member: how it is called, where it lies. */
struct member {
	const char	*of, *name;	/* "sources.", "fleet"; or "", "". */
	const char	*key;
	const void	*at;
};

/* Two members; the later one is where the message stands. */
static void
contradict(struct config_load *L, struct member a, struct member b,
    const char *why)
{
	unsigned la = config_line(L->c, a.at), lb = config_line(L->c, b.at);
	unsigned line = la > lb ? la : lb;
	char where[2][24] = { "its default", "its default" };

	if (la > 0)
		(void)snprintf(where[0], sizeof(where[0]), "line %u", la);
	if (lb > 0)
		(void)snprintf(where[1], sizeof(where[1]), "line %u", lb);
	config_load_wrong(L, line, 1, "%s%s%s%s (%s) and %s%s%s%s (%s): %s",
	    a.of, a.name, a.name[0] != '\0' ? "." : "", a.key, where[0], b.of,
	    b.name, b.name[0] != '\0' ? "." : "", b.key, where[1], why);
}

#define TOP(key, at)	((struct member){ "", "", key, at })
#define OF(what, e, key, at)	((struct member){ what, (e)->name, key, at })

static bool
given(const struct config_secret *s)
{

	return (s->kind != CONFIG_SECRET_UNSET);
}

/* Certificate and key, in one of three places. */
struct tls {
	const char			*of, *name;
	const char			*const *cert, *const *ca;
	const struct config_secret	*key;
};

static void
check_tls(struct config_load *L, struct tls t, bool listens)
{
	struct member cert = { t.of, t.name, "tls.cert", t.cert };
	struct member key = { t.of, t.name, "tls.key", t.key };
	struct member ca = { t.of, t.name, "tls.ca", t.ca };

	if ((*t.cert != NULL) != given(t.key))
		contradict(L, cert, key, "one is given without the other");
	if (listens && t.ca != NULL && *t.ca != NULL && *t.cert == NULL)
		contradict(L, ca, cert,
		    "others need a certificate, but we have none");
}

static void
check_journal(struct config_load *L)
{
	const struct config_journal *j = &L->c->journal;

	if (j->keep_size > 0 && j->keep_size < 2 * j->segment_size)
		contradict(L, TOP("journal.keep-size", &j->keep_size),
		    TOP("journal.segment-size", &j->segment_size),
		    "fewer than two segments would be kept");
}

static void
check_store(struct config_load *L)
{
	const struct config_store *s = &L->c->store;
	struct member engine = TOP("store.engine", &s->engine);

	if (s->engine == CONFIG_STORE_SQLITE && given(&s->conninfo))
		contradict(L, TOP("store.conninfo", &s->conninfo), engine,
		    "sqlite is not connected to");
	if (s->engine == CONFIG_STORE_POSTGRESQL && !given(&s->conninfo))
		contradict(L, engine, TOP("store.conninfo", &s->conninfo),
		    "postgresql needs it");
	if (s->engine == CONFIG_STORE_POSTGRESQL && s->path != NULL)
		contradict(L, TOP("store.path", &s->path), engine,
		    "postgresql has its own");
}

static void
check_api(struct config_load *L)
{
	const struct config_api *a = &L->c->api;

	check_tls(L, (struct tls){ "", "api", &a->tls_cert, NULL,
	    &a->tls_key }, true);
	if (a->listen.kind != CONFIG_ADDR_UNSET &&
	    !config_addr_local(&a->listen) && a->tls_cert == NULL)
		contradict(L, TOP("api.listen", &a->listen),
		    TOP("api.tls.cert", &a->tls_cert),
		    "passwords would cross the network in the clear");
	if (a->session_idle > a->session_most)
		contradict(L, TOP("api.session.idle", &a->session_idle),
		    TOP("api.session.most", &a->session_most),
		    "a session would end before it is idle");
}

static void
check_source(struct config_load *L, const struct config_source *s)
{
	bool udp = s->transport == CONFIG_TRANSPORT_UDP;
	struct member transport = OF("sources.", s, "transport",
	    &s->transport), ack = OF("sources.", s, "ack", &s->ack),
	    relay = OF("sources.", s, "relay", &s->relay);
	bool relays = s->relay.kind != CONFIG_ADDR_UNSET;

	check_tls(L, (struct tls){ "sources.", s->name, &s->tls_cert,
	    &s->tls_ca, &s->tls_key },
	    s->listen.kind != CONFIG_ADDR_UNSET);
	if (udp && s->tls_cert != NULL)
		contradict(L, transport, OF("sources.", s, "tls.cert",
		    &s->tls_cert), "TLS needs tcp");
	if (udp && s->listen.kind == CONFIG_ADDR_UNIX)
		contradict(L, transport, OF("sources.", s, "listen",
		    &s->listen), "a UNIX path has no udp");
	if (s->kind == CONFIG_SOURCE_TRACKER &&
	    s->ack == CONFIG_ACK_SERVER && !relays)
		contradict(L, ack, relay, "there is no server to answer");
	if (s->token_sum != NULL && !config_addr_local(&s->listen) &&
	    s->tls_cert == NULL)
		contradict(L, OF("sources.", s, "token-sha256",
		    &s->token_sum), OF("sources.", s, "listen", &s->listen),
		    "the token would cross the network in the clear; give "
		    "tls.cert and tls.key");
	if (s->user == NULL && given(&s->password))
		contradict(L, OF("sources.", s, "password", &s->password),
		    OF("sources.", s, "user", &s->user), "whose is it?");
	if (s->kind == CONFIG_SOURCE_KAFKA && (s->sasl != CONFIG_SASL_NONE) !=
	    (s->user != NULL && given(&s->password)))
		contradict(L, OF("sources.", s, "sasl", &s->sasl),
		    OF("sources.", s, "user", &s->user),
		    "to sign in takes sasl, user and password");
}

static void
check_output(struct config_load *L, const struct config_output *o)
{
	struct span host;
	bool plain = o->url != NULL &&
	    span_starts(span_of(o->url), SPAN("http://")) &&
	    config_addr_url(span_of(o->url), &host) &&
	    !config_addr_here(host);

	check_tls(L, (struct tls){ "outputs.", o->name, &o->tls_cert,
	    &o->tls_ca, &o->tls_key }, false);
	if (plain && given(&o->token))
		contradict(L, OF("outputs.", o, "token", &o->token),
		    OF("outputs.", o, "url", &o->url),
		    "the token would cross the network in the clear");
	if (o->transport == CONFIG_TRANSPORT_UDP && o->tls_ca != NULL)
		contradict(L, OF("outputs.", o, "transport", &o->transport),
		    OF("outputs.", o, "tls.ca", &o->tls_ca), "TLS needs tcp");
	if (o->user == NULL && given(&o->password))
		contradict(L, OF("outputs.", o, "password", &o->password),
		    OF("outputs.", o, "user", &o->user), "whose is it?");
	if (o->kind == CONFIG_OUTPUT_SMTP && given(&o->password) &&
	    !o->starttls && !config_addr_local(&o->server))
		contradict(L, OF("outputs.", o, "starttls", &o->starttls),
		    OF("outputs.", o, "password", &o->password),
		    "the password would cross the network in the clear");
	if (o->kind == CONFIG_OUTPUT_KAFKA && (o->sasl != CONFIG_SASL_NONE) !=
	    (o->user != NULL && given(&o->password)))
		contradict(L, OF("outputs.", o, "sasl", &o->sasl),
		    OF("outputs.", o, "user", &o->user),
		    "to sign in takes sasl, user and password");
	if (o->retry_first > o->retry_most)
		contradict(L, OF("outputs.", o, "retry.first",
		    &o->retry_first), OF("outputs.", o, "retry.most",
		    &o->retry_most), "the first wait is the longest");
	if (o->retry_most > o->retry_until)
		contradict(L, OF("outputs.", o, "retry.most", &o->retry_most),
		    OF("outputs.", o, "retry.until", &o->retry_until),
		    "it would be given up while it waits");
}

/* Sources of one name, of one address; only one can read stdin. */
static void
check_sources(struct config_load *L, const struct config_source *a,
    const struct config_source *b)
{

	if (strcmp(a->name, b->name) == 0)
		contradict(L, OF("sources.", a, "name", &a->name),
		    OF("sources.", b, "name", &b->name), "one name for two");
	if (a->kind == CONFIG_SOURCE_STDIN && b->kind == CONFIG_SOURCE_STDIN)
		contradict(L, OF("sources.", a, "kind", &a->kind),
		    OF("sources.", b, "kind", &b->kind),
		    "standard input is one");
	if (a->transport == b->transport &&
	    config_addr_clash(&a->listen, &b->listen))
		contradict(L, OF("sources.", a, "listen", &a->listen),
		    OF("sources.", b, "listen", &b->listen),
		    "both cannot listen there");
}

static void
check_outputs(struct config_load *L, const struct config_output *a,
    const struct config_output *b)
{

	if (strcmp(a->name, b->name) == 0)
		contradict(L, OF("outputs.", a, "name", &a->name),
		    OF("outputs.", b, "name", &b->name), "one name for two");
	if (a->kind == CONFIG_OUTPUT_FILE && b->kind == CONFIG_OUTPUT_FILE &&
	    strcmp(a->path, b->path) == 0)
		contradict(L, OF("outputs.", a, "path", &a->path),
		    OF("outputs.", b, "path", &b->path),
		    "both would write the same file");
}

void
config_clash(struct config_load *L)
{
	const struct config *c = L->c;

	check_journal(L);
	check_store(L);
	check_api(L);
	for (size_t i = 0; i < c->sources; i++) {
		const struct config_source *s = &c->source[i];

		check_source(L, s);
		if (s->transport == CONFIG_TRANSPORT_TCP &&
		    config_addr_clash(&s->listen, &c->api.listen))
			contradict(L, OF("sources.", s, "listen", &s->listen),
			    TOP("api.listen", &c->api.listen),
			    "both cannot listen there");
		for (size_t k = 0; k < i; k++)
			check_sources(L, &c->source[k], s);
	}
	for (size_t i = 0; i < c->outputs; i++) {
		check_output(L, &c->output[i]);
		for (size_t k = 0; k < i; k++)
			check_outputs(L, &c->output[k], &c->output[i]);
	}
}
