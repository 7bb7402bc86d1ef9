/* SPDX-License-Identifier: Apache-2.0 */
/* The first start. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/hash.h"
#include "cli/desk_pass.h"
#include "cli/desk_setup.h"

#define BYTES		16		/* Of chance. */
#define SETTING		"setup"

/* It is on disk before the database knows of it. */
static rc
put(const char *folder, const char *text, size_t n, struct err *e)
{
	char path[4096];
	bool ok;
	int fd;

	(void)snprintf(path, sizeof(path), "%s/" DESK_SETUP_FILE, folder);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
	    0600);
	if (fd < 0)
		return (rc_fail(e, RC_IO, 0, "%.80s: %s", path,
		    strerrordesc_np(errno)));
	ok = write(fd, text, n) == (ssize_t)n && fsync(fd) == 0;
	(void)close(fd);
	return (ok ? RC_OK : rc_fail(e, RC_IO, 0, "%.80s: it cannot be "
	    "written", path));
}

/* store_access_account_fn, store_access_pass_fn: there is one. */
static rc
any_account(void *ctx, const struct store_access_account *a)
{

	(void)a;
	*(bool *)ctx = true;
	return (RC_OK);
}

static rc
any_pass(void *ctx, const struct store_access_pass *p)
{

	(void)p;
	*(bool *)ctx = true;
	return (RC_OK);
}

static rc
is_open(struct store *s, bool *any, struct err *e)
{
	rc r;

	*any = false;
	if ((r = store_access_accounts(s, any_account, any, e)) != RC_OK)
		return (r);
	return (store_access_passes(s, false, (struct span){ NULL, 0 },
	    any_pass, any, e));
}

static rc
make(struct role *role, struct store *s, const char *folder, struct err *e)
{
	uint8_t chance[BYTES];
	char code[2 * BYTES + 1], digest[STORE_DIGEST + 1];
	rc r;

	if ((r = desk_pass_random(chance, sizeof(chance), e)) != RC_OK)
		return (r);
	hash_hex(chance, sizeof(chance), code);
	code[2 * BYTES] = '\n';
	desk_pass_digest((struct span){ code, 2 * BYTES }, digest);
	if ((r = put(folder, code, sizeof(code), e)) == RC_OK &&
	    (r = store_access_set_setting(s, SETTING, span_of(digest), e)) ==
	    RC_OK)
		role_say(role, "set-up code, good once: %.*s (also in %s/"
		    DESK_SETUP_FILE ")", 2 * BYTES, code, folder);
	explicit_bzero(chance, sizeof(chance));
	explicit_bzero(code, sizeof(code));
	return (r);
}

rc
desk_setup(struct role *role, struct store *s, const char *folder,
    struct err *e)
{
	struct buf was = { 0 };
	bool any;
	rc r;

	if ((r = is_open(s, &any, e)) != RC_OK || any)
		return (r);
	r = store_access_setting(s, SETTING, &was, e);
	buf_release(&was);
	if (r == RC_NOTFOUND)
		return (make(role, s, folder, e));
	if (r == RC_OK)
		role_say(role, "not set up yet: the code is in %s/"
		    DESK_SETUP_FILE, folder);
	return (r);
}

rc
desk_setup_is(struct store *s, struct span code, struct err *e)
{
	char digest[STORE_DIGEST + 1];
	struct buf want = { 0 };
	bool any = false;
	rc r = store_access_accounts(s, any_account, &any, e);

	/* Somebody was let in by who has the machine. */
	if (r == RC_OK && any)
		r = rc_fail(e, RC_NOTFOUND, 0, "there is an account");
	if (r == RC_OK)
		r = store_access_setting(s, SETTING, &want, e);
	/* Digests: how far they agree tells nothing of the code. */
	desk_pass_digest(code, digest);
	if (r == RC_OK && !span_eq(buf_span(&want), span_of(digest)))
		r = rc_fail(e, RC_DENIED, 0, "another code");
	buf_release(&want);
	return (r);
}

rc
desk_setup_over(struct store *s, struct err *e)
{
	struct buf was = { 0 };
	rc r = store_access_setting(s, SETTING, &was, e);

	buf_release(&was);
	return (r != RC_OK ? r : store_access_set_setting(s, SETTING,
	    (struct span){ NULL, 0 }, e));
}

void
desk_setup_forget(const char *folder)
{
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/" DESK_SETUP_FILE, folder);
	/* What stays is the code of a door that is gone. */
	(void)unlink(path);
}
