/* SPDX-License-Identifier: Apache-2.0 */
/* vedette run: the service. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/desk_openapi.h"
#include "cli/role_bounds.h"
#include "cli/role_parent.h"
#include "cli/run_check.h"
#include "cli/service.h"
#include "cli/verbs.h"
#include "codec/codecs.h"
#include "journal/journal.h"
#include "journal/journal_read.h"
#include "model/field.h"
#include "sys/datadir.h"
#include "sys/listen.h"

static const char help[] =
"usage: vedette run CONFIG\n"
"       vedette run --check CONFIG\n"
"       vedette run --openapi\n"
"\n"
"Run the service: take events in as they are pushed, have them on disk before\n"
"their sender is told so, judge them, keep the alerts and serve them.\n"
"\n"
"  --check   read CONFIG, say what is wrong with it, and end\n"
"  --openapi  print the API as OpenAPI 3.1, and end\n"
"  --role NAME  of the parent's own use\n"
"  --help    this text\n"
"\n"
"SIGTERM ends it: what was taken in is judged and kept first.\n"
"\n"
"Exit status: 0 ended as asked, 1 failure, 2 usage, 78 bad configuration.\n";

/* All that is bound, before any role runs. */
struct bound {
	struct role_parent_socket	socket[CONFIG_LIST_MAX + 2];
	size_t				n;
};

static rc
bind_one(struct bound *b, enum messages_role to, uint64_t source,
    const char *address, int type, struct err *e)
{
	int fd;
	rc r = listen_on(address, type, &fd, e);

	if (r == RC_OK)
		b->socket[b->n++] = (struct role_parent_socket){ to, source,
		    fd };
	return (r);
}

/* Our own input, for the source that reads it. */
static rc
pass_stdin(struct bound *b, uint64_t source, struct err *e)
{
	int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	if (fd < 0)
		return (rc_fail(e, RC_IO, 0, "standard input: %s",
		    strerrordesc_np(errno)));
	b->socket[b->n++] = (struct role_parent_socket){ MESSAGES_EDGE,
	    source, fd };
	return (RC_OK);
}

/* Only those that have a choice can be of UDP. */
static int
socket_type(const struct config_source *x)
{
	bool chooses = x->kind == CONFIG_SOURCE_SYSLOG ||
	    x->kind == CONFIG_SOURCE_TRACKER;

	return (chooses && x->transport == CONFIG_TRANSPORT_UDP ? SOCK_DGRAM :
	    SOCK_STREAM);
}

/* Where vedette status asks: nobody else's business. */
static rc
bind_status(const struct service *s, struct bound *b, struct err *e)
{
	char path[2 * CONFIG_TEXT_MAX];
	rc r;

	(void)snprintf(path, sizeof(path), "unix:%s", s->status);
	r = bind_one(b, MESSAGES_API, ROLES_STATUS, path, SOCK_STREAM, e);
	if (r == RC_OK && chmod(s->status, 0600) != 0)
		r = rc_fail(e, RC_IO, 0, "%.80s: %s", s->status,
		    strerrordesc_np(errno));
	return (r);
}

static rc
bind_all(const struct service *s, struct bound *b, struct err *e)
{
	const struct config *c = s->config;
	rc r = RC_OK;

	for (size_t i = 0; i < c->sources && r == RC_OK; i++) {
		if (c->source[i].listen.text != NULL)
			r = bind_one(b, MESSAGES_EDGE, i,
			    c->source[i].listen.text, socket_type(
			    &c->source[i]), e);
		else if (c->source[i].kind == CONFIG_SOURCE_STDIN)
			r = pass_stdin(b, i, e);
	}
	if (r == RC_OK && c->api.listen.text != NULL)
		r = bind_one(b, MESSAGES_API, 0, c->api.listen.text,
		    SOCK_STREAM, e);
	return (r != RC_OK ? r : bind_status(s, b, e));
}

static rc
folder(const char *path, struct err *e)
{

	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return (RC_OK);
	return (rc_fail(e, RC_IO, 0, "%.80s: %s", path,
	    strerrordesc_np(errno)));
}

/* An empty journal: its reader must not have to wait for its writer. */
static rc
journal(const char *path, struct err *e)
{
	const struct journal_how how = { .segment = JOURNAL_SEGMENT };
	struct journal_found found;
	struct journal *j = NULL;
	rc r = RC_OK;

	if (!journal_read_is(path) &&
	    (r = journal_open(path, &how, &j, &found, e)) == RC_OK)
		journal_close(j);
	return (r);
}

static void
ready(void *ctx)
{
	const struct config *c = ((const struct service *)ctx)->config;

	for (size_t i = 0; i < c->sources; i++)
		if (c->source[i].listen.text != NULL)
			saying_line(CONFIG_LOG_INFO, NULL,
			    "%s takes events at %s",
			    c->source[i].name, c->source[i].listen.text);
	if (c->api.listen.text != NULL)
		saying_line(CONFIG_LOG_INFO, NULL, "the API is at %s",
		    c->api.listen.text);
	saying_line(CONFIG_LOG_INFO, NULL, "ready");
}

static int
serve(struct service *s, const char *path, struct span text)
{
	struct bound b = { .n = 0 };
	struct role_parent_how how = { .config = text, .path = path,
	    .service = s,
	    .socket = b.socket, .ready = ready, .ctx = s };
	struct err e = { .code = RC_OK };
	int status = VERB_FAILED;

	if (folder(s->config->main.data, &e) != RC_OK ||
	    folder(s->state, &e) != RC_OK ||
	    folder(s->journal, &e) != RC_OK || folder(s->store, &e) != RC_OK ||
	    journal(s->journal, &e) != RC_OK ||
	    role_bounds_folders(s, &e) != RC_OK ||
	    bind_all(s, &b, &e) != RC_OK)
		fprintf(stderr, "vedette run: %s\n", e.what);
	else {
		how.sockets = b.n;
		status = role_parent(&how);
	}
	for (size_t i = 0; i < b.n; i++)
		(void)close(b.socket[i].fd);
	return (status);
}

/* In a process of its own, whose memory is gone after. */
static int
look_first(const struct service *s, const char *path)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(run_check(s, path));
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return (VERB_FAILED);
	return (WEXITSTATUS(status));
}

static int
begin(const char *path, bool check)
{
	struct service s = { .config = NULL };
	struct buf text = { 0 };
	struct err e = { .code = RC_OK };
	int status = VERB_CONFIG;

	if (datadir_read(path, SERVICE_MOST, &text, &e) != RC_OK ||
	    service_load(buf_span(&text), path, &s, &e) != RC_OK)
		fprintf(stderr, "vedette run: %s\n", e.what);
	else
		status = look_first(&s, path);
	if (status == VERB_CLEAN && !check)
		status = serve(&s, path, buf_span(&text));
	service_release(&s);
	buf_release(&text);
	return (status);
}

/* What schema/openapi.json has. */
static int
openapi(void)
{
	struct buf b = { 0 };
	bool ok;

	desk_openapi(&b);
	ok = !b.failed && fwrite(b.p, 1, b.n, stdout) == b.n;
	buf_release(&b);
	return (ok ? VERB_CLEAN : VERB_FAILED);
}

/* A role is started by the parent alone: it finds its link there. */
static int
role(const char *name)
{
	enum messages_role me = messages_role_find(span_of(name));

	if (roles_kind(me) == NULL) {
		fprintf(stderr, "vedette run: no role '%s'\n", name);
		return (VERB_USAGE);
	}
	if (field_init() != RC_OK)
		return (VERB_FAILED);
	codecs_init();
	return (role_main(me));
}

enum { OPT_ROLE = 1, OPT_CHECK, OPT_OPENAPI, OPT_HELP };

static const struct option longs[] = {
	{ "role", required_argument, NULL, OPT_ROLE },
	{ "check", no_argument, NULL, OPT_CHECK },
	{ "openapi", no_argument, NULL, OPT_OPENAPI },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 }
};

int
verb_run(int argc, char **argv)
{
	bool check = false;
	int c;

	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (c) {
		case OPT_ROLE:
			return (role(optarg));
		case OPT_CHECK:
			check = true;
			break;
		case OPT_OPENAPI:
			return (openapi());
		case OPT_HELP:
			fputs(help, stdout);
			return (VERB_CLEAN);
		default:
			return (VERB_USAGE);
		}
	}
	if (argc - optind != 1) {
		fputs("vedette run: expected the configuration; see 'vedette "
		    "run --help'\n", stderr);
		return (VERB_USAGE);
	}
	return (begin(argv[optind], check));
}
