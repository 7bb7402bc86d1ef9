/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks. */
#include "base/hash.h"
#include "cli/desk_who.h"
#include "model/config.h"

#define SEEN_MS		60000		/* It is noted so often at most. */

static void
keep(char *to, size_t room, const char *from)
{

	to[span_keep(to, room - 1, span_of(from))] = '\0';
}

void
desk_who_proof(struct span digest, char out[DESK_WHO_PROOF])
{
	const struct span part[] = { SPAN("vedette csrf "), digest };
	uint8_t sum[HASH_SHA256];

	hash_sha256_parts(part, COUNT_OF(part), sum);
	hash_hex(sum, DESK_WHO_PROOF / 2, out);
}

/* Equal in the same time whatever differs. */
static bool
same(struct span a, struct span b)
{
	unsigned char differs = 0;

	if (a.n != b.n)
		return (false);
	for (size_t i = 0; i < a.n; i++)
		differs = (unsigned char)(differs | (a.p[i] ^ b.p[i]));
	return (differs == 0);
}

/* What a browser sends by itself is no proof that its user wants it. */
static bool
is_meant(const struct desk_visit *v)
{
	char want[DESK_WHO_PROOF];

	if (!v->who.session || span_eq(v->ask->method, SPAN("GET")))
		return (true);
	desk_who_proof(v->who.digest, want);
	return (same((struct span){ want, sizeof(want) }, v->ask->proof));
}

static bool
is_over(const struct desk_visit *v, const struct store_access_pass *p)
{
	const struct config_api *c = &v->desk->how.config->api;

	if (p->expires != 0 && p->expires <= v->now)
		return (true);
	return (p->session && (p->seen + c->session_idle <= v->now ||
	    p->made + c->session_most <= v->now));
}

/* His account is there, and may be used. */
static rc
of_account(struct desk_visit *v, const struct store_access_pass *p,
    struct err *e)
{
	struct store_access_account a;
	rc r;

	if ((r = store_access_account(v->store, span_of(p->account), &a,
	    e)) != RC_OK)
		return (r);
	if (a.disabled)
		return (rc_fail(e, RC_NOTFOUND, 0, "it is disabled"));
	if (p->session) {
		keep(v->who.role, sizeof(v->who.role), a.role);
		keep(v->who.tenant, sizeof(v->who.tenant), a.tenant);
		v->who.may = desk_roles_may(span_of(a.role));
		return (RC_OK);
	}
	/* A token has no more than its owner has today. */
	v->who.may &= desk_roles_may(span_of(a.role));
	if (a.tenant[0] != '\0')
		keep(v->who.tenant, sizeof(v->who.tenant), a.tenant);
	return (RC_OK);
}

static rc
identify(struct desk_visit *v, struct err *e)
{
	struct store_access_pass p;
	int64_t idle = v->desk->how.config->api.session_idle;
	rc r;

	if ((r = store_access_pass(v->store, v->ask->who, &p, e)) != RC_OK)
		return (r);
	if (p.session != (v->ask->cookie != 0) || is_over(v, &p))
		return (rc_fail(e, RC_NOTFOUND, 0, "it opens nothing"));
	keep(v->who.account, sizeof(v->who.account), p.account);
	keep(v->who.name, sizeof(v->who.name), p.session ? p.account :
	    p.name);
	keep(v->who.role, sizeof(v->who.role), p.role);
	keep(v->who.tenant, sizeof(v->who.tenant), p.tenant);
	v->who.digest = v->ask->who;
	v->who.session = p.session;
	v->who.may = desk_roles_may(span_of(p.role));
	if (p.account[0] != '\0' && (r = of_account(v, &p, e)) != RC_OK)
		return (r);
	if (p.scopes != 0)
		v->who.may &= (unsigned)p.scopes;
	/* A stream that is open is no use of a session. */
	if (v->ask->again != 0)
		return (RC_OK);
	if (v->now - p.seen >= SEEN_MS || v->now - p.seen >= idle / 10)
		return (store_access_seen(v->store, v->ask->who, v->now, e));
	return (RC_OK);
}

bool
desk_who(struct desk_visit *v)
{
	struct err e = { .code = RC_OK };
	rc r = v->ask->who.n == 0 ? RC_NOTFOUND : identify(v, &e);

	if (r == RC_OK && is_meant(v))
		return (true);
	if (r == RC_OK)
		desk_visit_problem(v, 403, "a change by a session needs the "
		    "header Vedette-CSRF");
	else if (r == RC_NOTFOUND)
		desk_visit_problem(v, 401, "sign in, or show a token");
	else
		desk_visit_refuse(v, &e, "session");
	return (false);
}
