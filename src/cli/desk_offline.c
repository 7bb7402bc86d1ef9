/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts and tokens by who has the machine. */
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "cli/desk_offline.h"
#include "cli/verbs.h"
#include "sys/datadir.h"
#include "sys/loop.h"

#define WHO	"local"		/* In the records: who has the machine. */

int
desk_offline_open(struct desk_offline *d, const char *verb,
    const char *config)
{
	struct buf text = { 0 };
	struct err e = { .code = RC_OK };
	char path[4096];
	rc r;

	*d = (struct desk_offline){ .verb = verb, .now = loop_clock() };
	if ((r = datadir_read(config, SERVICE_MOST, &text, &e)) == RC_OK)
		r = service_load(buf_span(&text), config, &d->service, &e);
	buf_release(&text);
	if (r != RC_OK) {
		fprintf(stderr, "%s: %s\n", verb, e.what);
		return (VERB_CONFIG);
	}
	(void)snprintf(path, sizeof(path), "%s/vedette.db",
	    d->service.store);
	/* Made here it would not belong to the service's user. */
	if (access(path, R_OK | W_OK) != 0) {
		fprintf(stderr, "%s: %s: it cannot be written, or the service "
		    "was never started\n", verb, path);
		return (VERB_FAILED);
	}
	return (desk_offline_told(d, store_open(path, &d->store, &e), &e));
}

void
desk_offline_close(struct desk_offline *d)
{

	store_close(d->store);
	service_release(&d->service);
}

int
desk_offline_told(const struct desk_offline *d, rc r, const struct err *e)
{

	if (r == RC_OK)
		return (VERB_CLEAN);
	fprintf(stderr, "%s: %s\n", d->verb, e->what);
	return (VERB_FAILED);
}

int
desk_offline_change(struct desk_offline *d, desk_offline_change_fn *fn,
    void *ctx, const char *what, const char *object)
{
	const struct store_access_note n = { .time = d->now,
	    .who = SPAN(WHO), .what = span_of(what),
	    .object = span_of(object), .outcome = SPAN("success") };
	struct err e = { .code = RC_OK };
	rc r;

	if ((r = store_begin(d->store, &e)) == RC_OK) {
		if ((r = fn(d, ctx, &e)) == RC_OK &&
		    (r = store_access_note(d->store, &n, &e)) == RC_OK)
			r = store_commit(d->store, &e);
		else
			store_undo(d->store);
	}
	return (desk_offline_told(d, r, &e));
}

bool
desk_offline_secret(const char *verb, char *to, size_t room)
{
	struct termios was, quiet;
	bool typed = tcgetattr(STDIN_FILENO, &was) == 0, ok;

	if (typed) {
		quiet = was;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		fputs("password: ", stderr);
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	ok = fgets(to, (int)room, stdin) != NULL;
	if (typed) {
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
		fputc('\n', stderr);
	}
	if (ok)
		to[strcspn(to, "\n")] = '\0';
	else
		fprintf(stderr, "%s: a password is expected on standard "
		    "input\n", verb);
	return (ok);
}
