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

/* store_alert_fn */
static rc
seen(void *ctx, const struct store_alert *a)
{

	(void)ctx;
	(void)a;
	return (RC_OK);
}

rc
desk_owner_alert(struct desk_visit *v, struct err *e)
{

	return (store_alert(v->store, v->id, seen, v, e));
}
