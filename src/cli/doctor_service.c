/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of the service itself: does it run, and as whom would it? */
#include <unistd.h>

#include "cli/doctor_checks.h"
#include "cli/role_bounds.h"
#include "sys/localask.h"

void
doctor_service_runs(struct doctor *d)
{
	struct buf path = { 0 }, said = { 0 };
	struct err e = { 0 };
	unsigned status = 0;
	const char *at = doctor_path(d, &path, NULL, "status");
	rc r = at == NULL ? RC_NOMEM : localask_get(at, "/readyz", &status,
	    &said, &e);

	d->runs = r == RC_OK;
	if (r == RC_NOTFOUND) {
		doctor_say(d, DOCTOR_OK, "it does not run");
	} else if (r == RC_DENIED) {
		doctor_say(d, DOCTOR_WARN, "%s: only its user may ask whether "
		    "it runs: run this as that user", at);
	} else if (r != RC_OK) {
		doctor_say(d, DOCTOR_FAIL, "%s", at != NULL ? e.what :
		    rc_text(r));
	} else if (status == 200) {
		doctor_say(d, DOCTOR_OK, "it runs and is ready");
	} else {
		struct span rest = buf_span(&said);
		struct span why = span_line(&rest);

		doctor_say(d, DOCTOR_FAIL, "it runs and is not ready: %.*s: "
		    "see vedette status, and what it says of itself",
		    (int)why.n, why.p);
	}
	buf_release(&said);
	buf_release(&path);
}

void
doctor_service_users(struct doctor *d)
{
	unsigned named = 0;
	struct err e = { 0 };

	for (unsigned i = 0; i < CONFIG_ROLE_COUNT; i++)
		named += d->config->role[i].user != NULL;
	if (named == 0)
		doctor_say(d, geteuid() == 0 ? DOCTOR_WARN : DOCTOR_OK,
		    geteuid() == 0 ? "started as root all roles are root: name "
		    "users in roles.*.user, or use the unit" :
		    "all roles are the user who starts it");
	else if (geteuid() != 0)
		doctor_say(d, DOCTOR_WARN, "%u roles name a user, which holds "
		    "only if it is started as root", named);
	else if (role_bounds_check(d->config, &e) != RC_OK)
		doctor_say(d, DOCTOR_FAIL, "%s: make it, or name another",
		    e.what);
	else
		doctor_say(d, DOCTOR_OK, "%u roles have users of their own",
		    named);
}
