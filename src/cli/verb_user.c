/* SPDX-License-Identifier: Apache-2.0 */
/* vedette user: accounts, by who has the machine. */
#include <getopt.h>
#include <stdio.h>

#include "cli/config_file.h"
#include "cli/desk_names.h"
#include "cli/desk_offline.h"
#include "cli/desk_roles.h"
#include "cli/verbs.h"
#include "sys/password.h"

static const char help[] =
    "usage: vedette user add NAME [OPTION]...\n"
    "       vedette user list [OPTION]...\n"
    "       vedette user disable NAME [OPTION]...\n"
    "       vedette user enable NAME [OPTION]...\n"
    "       vedette user passwd NAME [OPTION]...\n"
    "       vedette user role NAME ROLE [OPTION]...\n"
    "\n"
    "Accounts of the service, straight in its database, whether it runs or\n"
    "not. The password is a line of standard input. A new password removes\n"
    "the second factor, too.\n"
    "\n"
    "  --role ROLE      of a new one: viewer (default), analyst, responder,\n"
    "                   engineer, dpo or admin\n"
    "  --tenant NAME    it sees this tenant alone\n"
    "  --config FILE    the service's; " CONFIG_FILE " if not given\n"
    "  --help           this text\n"
    "\n"
    "Exit status: 0 done, 1 it could not be done, 2 usage, 78 the\n"
    "configuration is wrong.\n";

/* What is asked for. */
struct wish {
	const char	*config, *name, *role, *tenant;
	char		 hash[PASSWORD_TEXT];
	bool		 disabled;
};

static bool
hash_of(struct desk_offline *d, struct wish *w)
{
	char password[PASSWORD_MOST + 2];
	struct err e = { .code = RC_OK };
	bool ok = desk_offline_secret(d->verb, password, sizeof(password));

	if (ok && password_make(span_of(password), w->hash, &e) != RC_OK) {
		fprintf(stderr, "%s: %s\n", d->verb, e.what);
		ok = false;
	}
	explicit_bzero(password, sizeof(password));
	return (ok);
}

static void
copy(char *to, size_t room, const char *from)
{

	to[span_keep(to, room - 1, span_of(from))] = '\0';
}

/* desk_offline_change_fn */
static rc
add_it(struct desk_offline *d, void *ctx, struct err *e)
{
	const struct wish *w = ctx;
	struct store_access_account a = { .version = 0 };
	rc r;

	copy(a.name, sizeof(a.name), w->name);
	copy(a.role, sizeof(a.role), w->role);
	copy(a.tenant, sizeof(a.tenant), w->tenant);
	copy(a.password, sizeof(a.password), w->hash);
	r = store_access_add(d->store, &a, d->now, e);
	return (r != RC_CONFLICT ? r : rc_fail(e, r, 0, "there is a user "
	    "'%s' already", w->name));
}

static rc
find(struct desk_offline *d, const struct wish *w,
    struct store_access_account *a, struct err *e)
{
	rc r = store_access_account(d->store, span_of(w->name), a, e);

	return (r != RC_NOTFOUND ? r : rc_fail(e, r, 0, "there is no user "
	    "'%s'", w->name));
}

/* desk_offline_change_fn: its sessions are over. */
static rc
able_it(struct desk_offline *d, void *ctx, struct err *e)
{
	const struct wish *w = ctx;
	struct store_access_account a;
	rc r;

	if ((r = find(d, w, &a, e)) != RC_OK)
		return (r);
	a.disabled = w->disabled;
	if ((r = store_access_set(d->store, &a, d->now, e)) != RC_OK)
		return (r);
	return (store_access_revoke_all(d->store, span_of(w->name),
	    (struct span){ NULL, 0 }, e));
}

/* desk_offline_change_fn */
static rc
passwd_it(struct desk_offline *d, void *ctx, struct err *e)
{
	const struct wish *w = ctx;
	struct store_access_account a;
	rc r;

	if ((r = find(d, w, &a, e)) != RC_OK)
		return (r);
	copy(a.password, sizeof(a.password), w->hash);
	a.totp_on = false;
	a.totp[0] = '\0';
	if ((r = store_access_set(d->store, &a, d->now, e)) != RC_OK)
		return (r);
	return (store_access_revoke_all(d->store, span_of(w->name),
	    (struct span){ NULL, 0 }, e));
}

/* desk_offline_change_fn */
static rc
role_it(struct desk_offline *d, void *ctx, struct err *e)
{
	const struct wish *w = ctx;
	struct store_access_account a;
	rc r;

	if ((r = find(d, w, &a, e)) != RC_OK)
		return (r);
	copy(a.role, sizeof(a.role), w->role);
	return (store_access_set(d->store, &a, d->now, e));
}

/* store_access_account_fn */
static rc
print(void *ctx, const struct store_access_account *a)
{

	(void)ctx;
	printf("%-24s %-10s %-16s %s%s\n", a->name, a->role,
	    a->tenant[0] != '\0' ? a->tenant : "-",
	    a->disabled ? "disabled" : "enabled",
	    a->totp_on ? ", second factor" : "");
	return (RC_OK);
}

static int
list(struct desk_offline *d, struct wish *w UNUSED)
{
	struct err e = { .code = RC_OK };

	return (desk_offline_told(d, store_access_accounts(d->store, print,
	    NULL, &e), &e));
}

static int
add(struct desk_offline *d, struct wish *w)
{

	if (!hash_of(d, w))
		return (VERB_FAILED);
	return (desk_offline_change(d, add_it, w, "user.add", w->name));
}

static int
disable(struct desk_offline *d, struct wish *w)
{

	w->disabled = true;
	return (desk_offline_change(d, able_it, w, "user.disable", w->name));
}

static int
enable(struct desk_offline *d, struct wish *w)
{

	return (desk_offline_change(d, able_it, w, "user.enable", w->name));
}

static int
passwd(struct desk_offline *d, struct wish *w)
{

	if (!hash_of(d, w))
		return (VERB_FAILED);
	return (desk_offline_change(d, passwd_it, w, "user.password",
	    w->name));
}

static int
role(struct desk_offline *d, struct wish *w)
{

	return (desk_offline_change(d, role_it, w, "user.role", w->name));
}

static const struct part {
	const char	*name;
	int		 args;		/* Behind it. */
	int		(*fn)(struct desk_offline *, struct wish *);
} parts[] = {
	{ "list", 0, list }, { "add", 1, add }, { "disable", 1, disable },
	{ "enable", 1, enable }, { "passwd", 1, passwd }, { "role", 2, role },
};

static int
usage(const char *what, const char *which)
{

	fprintf(stderr, "vedette user: %s '%s'; see 'vedette user --help'\n",
	    what, which);
	return (VERB_USAGE);
}

static int
run(const struct part *p, struct wish *w)
{
	struct desk_offline d;
	int code;

	if (desk_roles_may(span_of(w->role)) == 0)
		return (usage("there is no role", w->role));
	if (p->args > 0 && !desk_names_user(span_of(w->name)))
		return (usage("this is no name:", w->name));
	if ((code = desk_offline_open(&d, "vedette user", w->config)) ==
	    VERB_CLEAN)
		code = p->fn(&d, w);
	desk_offline_close(&d);
	return (code);
}

static const struct option longs[] = {
	{ "role", required_argument, NULL, 'r' },
	{ "tenant", required_argument, NULL, 't' },
	{ "config", required_argument, NULL, 'c' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 }
};

int
verb_user(int argc, char **argv)
{
	struct wish w = { .config = CONFIG_FILE, .role = "viewer",
	    .tenant = "" };
	const struct part *p = NULL;
	int c;

	while ((c = getopt_long(argc, argv, "h", longs, NULL)) != -1) {
		if (c == 'h') {
			fputs(help, stdout);
			return (VERB_CLEAN);
		}
		if (c != 'r' && c != 't' && c != 'c')
			return (VERB_USAGE);
		*(c == 'r' ? &w.role : c == 't' ? &w.tenant : &w.config) =
		    optarg;
	}
	for (size_t i = 0; i < COUNT_OF(parts) && optind < argc; i++)
		if (strcmp(argv[optind], parts[i].name) == 0)
			p = &parts[i];
	if (p == NULL || argc - optind != p->args + 1)
		return (usage("not understood:", optind < argc ?
		    argv[optind] : ""));
	if (p->args > 0)
		w.name = argv[optind + 1];
	if (p->args > 1)
		w.role = argv[optind + 2];
	return (run(p, &w));
}
