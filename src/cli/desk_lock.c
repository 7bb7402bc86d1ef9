/* SPDX-License-Identifier: Apache-2.0 */
/* Lock-out. */
#include <stdio.h>

#include "cli/desk_lock.h"
#include "model/config.h"

#define KEY	96

static struct span
key_of(char out[KEY], const char *kind, struct span what)
{

	(void)snprintf(out, KEY, "%s %.*s", kind, (int)(what.n < 64 ?
	    what.n : 64), what.p != NULL ? what.p : "");
	return (span_of(out));
}

static rc
until(struct desk_visit *v, const char *kind, struct span what, int64_t *ret,
    struct err *e)
{
	struct store_access_lock l;
	char key[KEY];
	rc r;

	if (what.n == 0)
		return (RC_OK);		/* A local socket has no address. */
	r = store_access_lock(v->store, key_of(key, kind, what), &l, e);
	if (r == RC_OK && l.until > *ret)
		*ret = l.until;
	return (r);
}

bool
desk_lock_is(struct desk_visit *v, struct span name)
{
	struct err e = { .code = RC_OK };
	int64_t end = 0;

	if (until(v, "account", name, &end, &e) != RC_OK ||
	    until(v, "from", v->from, &end, &e) != RC_OK) {
		desk_visit_refuse(v, &e, "lock");
		return (true);
	}
	if (end <= v->now)
		return (false);
	v->a.retry_s = (unsigned)((end - v->now + 999) / 1000);
	desk_visit_problem(v, 429, "too many failed; wait");
	return (true);
}

static rc
count(struct desk_visit *v, const char *kind, struct span what,
    struct err *e)
{
	const struct config_api *c = &v->desk->how.config->api;
	struct store_access_lock l;
	char key[KEY];
	rc r;

	if (what.n == 0)
		return (RC_OK);
	(void)key_of(key, kind, what);
	if ((r = store_access_lock(v->store, span_of(key), &l, e)) != RC_OK)
		return (r);
	/* What is long ago does not count. */
	if (l.last + c->lock_for <= v->now)
		l.failures = 0;
	l.last = v->now;
	if (++l.failures >= c->lock_after) {
		l.until = v->now + c->lock_for;
		l.failures = 0;
	}
	return (store_access_set_lock(v->store, span_of(key), &l, e));
}

rc
desk_lock_failed(struct desk_visit *v, struct span name, struct err *e)
{
	int64_t past = v->now - v->desk->how.config->api.lock_for;
	rc r;

	if ((r = store_access_prune(v->store, past, e)) != RC_OK ||
	    (r = count(v, "account", name, e)) != RC_OK)
		return (r);
	return (count(v, "from", v->from, e));
}

rc
desk_lock_passed(struct desk_visit *v, struct span name, struct err *e)
{
	const struct store_access_lock none = { .failures = 0 };
	char key[KEY];

	return (store_access_set_lock(v->store, key_of(key, "account", name),
	    &none, e));
}
