/* SPDX-License-Identifier: Apache-2.0 */
/* May this caller have this object? */
#include "cli/desk_owner.h"

rc
desk_owner_none(struct desk_visit *v, struct err *e)
{

	(void)v;
	(void)e;
	return (RC_OK);
}

static rc
not_his(struct err *e)
{

	return (rc_fail(e, RC_NOTFOUND, 0, "it is not his"));
}

/* Who is of one tenant has to do with that alone. */
static bool
is_tenant(const struct desk_visit *v, struct span tenant)
{

	return (v->who.tenant[0] == '\0' || span_eq(tenant,
	    span_of(v->who.tenant)));
}

/* store_alert_fn */
static rc
seen(void *ctx, const struct store_alert *a)
{
	struct desk_visit *v = ctx;

	v->last = is_tenant(v, a->tenant);
	return (RC_OK);
}

rc
desk_owner_alert(struct desk_visit *v, struct err *e)
{
	rc r = store_alert(v->store, v->id, seen, v, e);

	return (r != RC_OK || v->last != 0 ? r : not_his(e));
}

static bool
is_own(const struct desk_visit *v, const char *account)
{

	return (account[0] != '\0' && strcmp(account, v->who.account) == 0);
}

rc
desk_owner_user(struct desk_visit *v, struct err *e)
{
	struct store_access_account a;
	rc r;

	if ((r = store_access_account(v->store, v->id, &a, e)) != RC_OK)
		return (r);
	if (is_own(v, a.name) || ((v->who.may & DESK_USERS) != 0 &&
	    is_tenant(v, span_of(a.tenant))))
		return (RC_OK);
	return (not_his(e));
}

rc
desk_owner_self(struct desk_visit *v, struct err *e)
{

	return (v->who.session && span_eq(v->id, span_of(v->who.account)) ?
	    RC_OK : not_his(e));
}

/* The pass that is looked for. */
struct wanted {
	struct span	 id;
	bool		 found;
	struct store_access_pass p;
};

/* store_access_pass_fn */
static rc
match(void *ctx, const struct store_access_pass *p)
{
	struct wanted *w = ctx;

	if (span_eq(w->id, span_of(p->id))) {
		w->found = true;
		w->p = *p;
	}
	return (RC_OK);
}

static rc
pass(struct desk_visit *v, bool session, struct err *e)
{
	struct wanted w = { .id = v->id };
	struct store_access_account a;
	rc r;

	if ((r = store_access_passes(v->store, session, (struct span){ NULL,
	    0 }, match, &w, e)) != RC_OK)
		return (r);
	if (!w.found)
		return (not_his(e));
	if (is_own(v, w.p.account))
		return (RC_OK);
	if ((v->who.may & DESK_USERS) == 0)
		return (not_his(e));
	if (!session)
		return (is_tenant(v, span_of(w.p.tenant)) ? RC_OK :
		    not_his(e));
	if ((r = store_access_account(v->store, span_of(w.p.account), &a,
	    e)) != RC_OK)
		return (r);
	return (is_tenant(v, span_of(a.tenant)) ? RC_OK : not_his(e));
}

rc
desk_owner_token(struct desk_visit *v, struct err *e)
{

	return (pass(v, false, e));
}

rc
desk_owner_session(struct desk_visit *v, struct err *e)
{

	return (pass(v, true, e));
}
