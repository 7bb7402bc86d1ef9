/* SPDX-License-Identifier: Apache-2.0 */
/* vedette token: tokens of programs, by who has the machine. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/config_file.h"
#include "cli/desk_names.h"
#include "cli/desk_offline.h"
#include "cli/desk_pass.h"
#include "cli/desk_roles.h"
#include "cli/desk_shape.h"
#include "cli/verbs.h"

#define DAYS		90
#define DAYS_MOST	3650
#define DAY_MS		INT64_C(86400000)

static const char help[] =
    "usage: vedette token add NAME [OPTION]...\n"
    "       vedette token list [OPTION]...\n"
    "       vedette token revoke ID [OPTION]...\n"
    "\n"
    "Tokens by which programs use the API, straight in the database of the\n"
    "service, whether it runs or not. A new one is printed, this once.\n"
    "\n"
    "  --role ROLE      of a new one: viewer (default), analyst, responder,\n"
    "                   engineer, dpo or admin\n"
    "  --scope NAME     this permission of the role alone, such as\n"
    "                   alerts:read; may be given several times\n"
    "  --days N         it expires, 1 to 3650; 90 if not given\n"
    "  --tenant NAME    it sees this tenant alone\n"
    "  --config FILE    the service's; " CONFIG_FILE " if not given\n"
    "  --help           this text\n"
    "\n"
    "Exit status: 0 done, 1 it could not be done, 2 usage, 78 the\n"
    "configuration is wrong.\n";

/* What is asked for. */
struct wish {
	const char			*config, *name, *role, *tenant;
	int64_t				 days;
	unsigned			 scopes;
	struct store_access_pass	 p;
	char				 secret[DESK_PASS_SECRET];
};

static void
copy(char *to, size_t room, const char *from)
{

	to[span_keep(to, room - 1, span_of(from))] = '\0';
}

/* desk_offline_change_fn */
static rc
add_it(struct desk_offline *d, void *ctx, struct err *e)
{
	struct wish *w = ctx;

	copy(w->p.name, sizeof(w->p.name), w->name);
	copy(w->p.role, sizeof(w->p.role), w->role);
	copy(w->p.tenant, sizeof(w->p.tenant), w->tenant);
	w->p.scopes = w->scopes;
	w->p.made = d->now;
	w->p.expires = d->now + w->days * DAY_MS;
	return (desk_pass_make(d->store, &w->p, w->secret, e));
}

/* desk_offline_change_fn */
static rc
revoke_it(struct desk_offline *d, void *ctx, struct err *e)
{
	const struct wish *w = ctx;
	rc r = store_access_revoke(d->store, span_of(w->name), e);

	return (r != RC_NOTFOUND ? r : rc_fail(e, r, 0, "there is no token "
	    "'%s'", w->name));
}

/* store_access_pass_fn */
static rc
print(void *ctx, const struct store_access_pass *p)
{
	struct buf b = { 0 };

	(void)ctx;
	if (p->expires != 0)
		buf_time(&b, p->expires);
	else
		buf_text(&b, "never");
	printf("%s  %-24s %-10s expires %.*s%s%s\n", p->id, p->name, p->role,
	    (int)b.n, b.p, p->account[0] != '\0' ? " of " : "", p->account);
	buf_release(&b);
	return (RC_OK);
}

static int
list(struct desk_offline *d, struct wish *w UNUSED)
{
	struct err e = { .code = RC_OK };

	return (desk_offline_told(d, store_access_passes(d->store, false,
	    (struct span){ NULL, 0 }, print, NULL, &e), &e));
}

static int
add(struct desk_offline *d, struct wish *w)
{
	int code = desk_offline_change(d, add_it, w, "token.add", w->name);

	if (code == VERB_CLEAN)
		puts(w->secret);
	explicit_bzero(w->secret, sizeof(w->secret));
	return (code);
}

static int
revoke(struct desk_offline *d, struct wish *w)
{

	return (desk_offline_change(d, revoke_it, w, "token.revoke",
	    w->name));
}

static const struct part {
	const char	*name;
	int		 args;		/* Behind it. */
	int		(*fn)(struct desk_offline *, struct wish *);
} parts[] = {
	{ "list", 0, list }, { "add", 1, add }, { "revoke", 1, revoke },
};

static int
usage(const char *what, const char *which)
{

	fprintf(stderr, "vedette token: %s '%s'; see 'vedette token "
	    "--help'\n", what, which);
	return (VERB_USAGE);
}

static int
run(const struct part *p, struct wish *w)
{
	struct desk_offline d;
	int code;

	if (p->args > 0 && !desk_names_user(span_of(w->name)))
		return (usage("this is no name:", w->name));
	if ((code = desk_offline_open(&d, "vedette token", w->config)) ==
	    VERB_CLEAN)
		code = p->fn(&d, w);
	desk_offline_close(&d);
	return (code);
}

static const struct option longs[] = {
	{ "role", required_argument, NULL, 'r' },
	{ "scope", required_argument, NULL, 's' },
	{ "days", required_argument, NULL, 'd' },
	{ "tenant", required_argument, NULL, 't' },
	{ "config", required_argument, NULL, 'c' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 }
};

/* An option; 0, or a VERB_* + 1. */
static int
option(struct wish *w, int c)
{
	unsigned bit;

	switch (c) {
	case 'r':
		w->role = optarg;
		return (desk_roles_may(span_of(optarg)) != 0 ? 0 :
		    1 + usage("there is no role", optarg));
	case 's':
		w->scopes |= bit = desk_roles_bit(span_of(optarg));
		return (bit != 0 ? 0 :
		    1 + usage("there is no permission", optarg));
	case 'd':
		if (!desk_shape_int(span_of(optarg), &w->days) ||
		    w->days < 1 || w->days > DAYS_MOST)
			return (1 + usage("1 to 3650 days, not", optarg));
		return (0);
	case 't':
		w->tenant = optarg;
		return (0);
	case 'c':
		w->config = optarg;
		return (0);
	case 'h':
		fputs(help, stdout);
		return (1 + VERB_CLEAN);
	default:
		return (1 + VERB_USAGE);
	}
}

int
verb_token(int argc, char **argv)
{
	struct wish w = { .config = CONFIG_FILE, .role = "viewer",
	    .tenant = "", .days = DAYS };
	const struct part *p = NULL;
	int c, code;

	while ((c = getopt_long(argc, argv, "h", longs, NULL)) != -1)
		if ((code = option(&w, c)) != 0)
			return (code - 1);
	for (size_t i = 0; i < COUNT_OF(parts) && optind < argc; i++)
		if (strcmp(argv[optind], parts[i].name) == 0)
			p = &parts[i];
	if (p == NULL || argc - optind != p->args + 1)
		return (usage("not understood:", optind < argc ?
		    argv[optind] : ""));
	if (p->args > 0)
		w.name = argv[optind + 1];
	return (run(p, &w));
}
