/* SPDX-License-Identifier: Apache-2.0 */
/* The desk: its tables agree, its bodies are checked, its sessions end. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/desk_pass.h"
#include "cli/desk_route.h"
#include "cli/desk_shape.h"
#include "cli/desk_who.h"
#include "model/config.h"
#include "model/field.h"
#include "t.h"

/* Every name that a row says is there. */
static void
test_tables(void)
{
	const struct desk_route *r;
	struct desk_shape_member m;
	char allow[64];
	struct span id;

	for (unsigned i = 0; (r = desk_route_at(i)) != NULL; i++) {
		char path[128];
		size_t n = span_keep(path, sizeof(path) - 1,
		    span_of(r->path));
		char *hole;

		path[n] = '\0';
		if ((hole = strstr(path, "{id}")) != NULL)
			memcpy(hole, "abcd", 4);
		T_INT(i, desk_route_find(span_of(r->method), span_of(path),
		    &id, allow, sizeof(allow)));
		T_SPAN(hole != NULL ? "abcd" : "", id);
		T_TRUE(r->body[0] == '\0' || desk_shape_members(span_of(
		    r->body)) != NULL);
		T_TRUE(r->answer[0] == '\0' || desk_shape_members(span_of(
		    r->answer)) != NULL);
		T_TRUE(r->status >= 200 && r->status < 300);
		/* An object of somebody has a check, or is of all. */
		T_TRUE(hole == NULL || strcmp(r->owner, "none") != 0 ||
		    strncmp(r->name, "rules_", 6) == 0 || (r->needs &
		    DESK_EVENTS) != 0);
		/* Nobody changes anything without a permission but his own. */
		T_TRUE(strcmp(r->method, "GET") == 0 || r->needs != 0 ||
		    strcmp(r->owner, "none") != 0 ||
		    strncmp(r->name, "signin_", 7) == 0 ||
		    strcmp(r->name, "tokens_add") == 0);
	}
	for (unsigned i = 0; desk_shape_name(i) != NULL; i++) {
		struct span rest = span_of(desk_shape_members(span_of(
		    desk_shape_name(i))));

		while (desk_shape_next(&rest, &m))
			T_TRUE(m.type.n > 0 && (m.type.p[0] >= 'a' ||
			    desk_shape_members(m.type) != NULL));
	}
}

/* The words of roles and scopes are those of their tables. */
static void
test_words(void)
{
	static const struct {
		const char	*shape, *member;
	} all[] = { { "NewUser", "role" }, { "ChangedUser", "role" },
	    { "NewToken", "role" }, { "NewToken", "scopes" } };

	for (size_t i = 0; i < COUNT_OF(all); i++) {
		struct span rest = span_of(desk_shape_members(span_of(
		    all[i].shape)));
		bool roles = strcmp(all[i].member, "role") == 0;
		struct desk_shape_member m;
		unsigned n = 0;

		while (desk_shape_next(&rest, &m) && !span_eq(m.name,
		    span_of(all[i].member)))
			continue;
		T_TRUE(span_eq(m.type, SPAN("enum")));
		while (m.args.n > 0) {
			struct span word = desk_shape_word(&m.args);

			T_SPAN(roles ? desk_roles_name(n) :
			    desk_roles_permission(n), word);
			n++;
		}
		/* All but "public", which is no scope. */
		T_TRUE(roles ? desk_roles_name(n) == NULL :
		    n == DESK_PERMISSION_COUNT - 1);
	}
	T_INT(0, desk_roles_may(SPAN("root")));
	T_INT(0, desk_roles_may(SPAN("admin")) & DESK_PERSONAL);
	T_INT(0, desk_roles_bit(SPAN("alerts")));
	T_INT(DESK_AUDIT, desk_roles_bit(SPAN("audit:read")));
	for (unsigned i = 0; desk_roles_name(i) != NULL; i++)
		T_INT(0, desk_roles_may(span_of(desk_roles_name(i))) &
		    DESK_PUBLIC);
}

/* body, why it is refused; NULL: it is taken */
static const struct {
	const char	*text, *why;
} bodies[] = {
	{ "{\"status\":\"open\",\"assignee\":\"k\\u0069m\"}", NULL },
	{ "{\"status\":\"open\"}", NULL },
	{ "{\"assignee\":\"kim\"}", "status: it is needed" },
	{ "{\"status\":\"shut\"}", "status: expected enum of new,open,"
	    "closed" },
	{ "{\"status\":1}", "status: expected enum of new,open,closed" },
	{ "{\"status\":[\"open\"]}", "status: expected enum of new,open,"
	    "closed" },
	{ "{\"status\":\"open\",\"x\":1}", "x: there is no such member" },
	{ "{\"status\":\"open\",\"assignee\":\"a\\u0000b\"}",
	    "assignee: expected text of 64" },
	{ "{\"\xc4\":1}", "the body is no UTF-8" },
	{ "[]", "the body is no object" },
	{ "7", "the body is no object" },
};

static void
test_bodies(void)
{

	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		struct desk_body b = { .n = 0 };
		struct err e = { .code = RC_OK };
		rc r = desk_body_read(&b, span_of(bodies[i].text),
		    desk_shape_members(SPAN("AlertStatus")), &e);

		T_INT(bodies[i].why == NULL ? RC_OK : RC_MALFORMED, r);
		if (bodies[i].why != NULL)
			T_STR(bodies[i].why, e.what);
		else
			T_SPAN("open", desk_body_text(&b, "status"));
		desk_body_release(&b);
	}
}

/* query, why it is refused; NULL: it is taken */
static const struct {
	const char	*text, *why;
} queries[] = {
	{ "a=1&b=x%20y+z", NULL },
	{ "", NULL },
	{ "a=10", "a: expected int of 0,9" },
	{ "a=1&a=2", "a: it is there twice" },
	{ "c=1", "c: there is no such parameter" },
	{ "b=%2", "b: it cannot be decoded" },
	{ "b=%00", "b: it cannot be decoded" },
	{ "b=%c4", "b: it cannot be decoded" },
	{ "\xc4=1", "the query is no UTF-8" },
};

static void
test_queries(void)
{

	for (size_t i = 0; i < COUNT_OF(queries); i++) {
		struct desk_body b = { .n = 0 };
		struct err e = { .code = RC_OK };
		rc r = desk_body_query(&b, span_of(queries[i].text),
		    "a:int{0,9} b:text{20}", &e);

		T_INT(queries[i].why == NULL ? RC_OK : RC_MALFORMED, r);
		if (queries[i].why != NULL)
			T_STR(queries[i].why, e.what);
		else if (i == 0)
			T_SPAN("x y z", desk_body_text(&b, "b"));
		desk_body_release(&b);
	}
}

/* A desk with a database of its own. */
struct table {
	struct config	*config;
	struct loop	*loop;
	struct store	*store;
	struct desk	*desk;
	char		 path[64];
	unsigned	 status;	/* Of the last answer. */
};

/* desk_answer_fn */
static void
answered(void *ctx, uint64_t number, const struct desk_answer *a)
{

	T_INT(7, number);
	((struct table *)ctx)->status = a->status;
}

static void
nothing(void *ctx)
{

	(void)ctx;
}

/* config_error_fn */
static void
wrong(void *ctx, unsigned line, unsigned col, const char *what)
{

	(void)ctx;
	printf("# %u:%u: %s\n", line, col, what);
}

static void
set_up(struct table *t)
{
	struct desk_how how = { .answer = answered, .settle = nothing,
	    .recheck = nothing,
	    .ctx = t };
	struct err e;
	int fd;

	*t = (struct table){ .path = "/tmp/vedette-desk-XXXXXX" };
	T_TRUE((fd = mkstemp(t->path)) >= 0);
	(void)close(fd);
	T_INT(RC_OK, field_init());
	T_INT(RC_OK, config_load(SPAN("sources: [{name: a, kind: stdin}]\n"
	    "api: {listen: '127.0.0.1:1', session: {idle: 10 min, "
	    "most: 1 h}}\n"), wrong, NULL, &t->config));
	T_INT(RC_OK, loop_new(&t->loop, &e));
	T_INT(RC_OK, store_open(t->path, &t->store, &e));
	how.store = t->store;
	how.loop = t->loop;
	how.config = t->config;
	T_INT(RC_OK, desk_new(&how, &t->desk, &e));
}

static void
tear_down(struct table *t)
{
	char more[80];

	desk_free(t->desk);
	store_close(t->store);
	loop_free(t->loop);
	config_free(t->config);
	(void)unlink(t->path);
	(void)snprintf(more, sizeof(more), "%s-wal", t->path);
	(void)unlink(more);
	(void)snprintf(more, sizeof(more), "%s-shm", t->path);
	(void)unlink(more);
}

#define MIN	INT64_C(60000)
#define START	(INT64_C(1000000) * MIN)

static unsigned
ask(struct table *t, const char *method, const char *digest, bool cookie,
    const char *proof, int64_t now)
{
	const struct messages_ask m = { .number = 7,
	    .who = span_of(digest), .cookie = cookie,
	    .method = span_of(method), .path = SPAN("/v1/whoami"),
	    .proof = span_of(proof) };

	desk_ask(t->desk, &m, now);
	return (t->status);
}

/* Idle, absolute, disabled, and by the right way alone. */
static void
test_sessions(void)
{
	struct store_access_account kim = { .name = "kim",
	    .role = "viewer", .password = "x" };
	struct store_access_pass p = { .session = true, .account = "kim",
	    .made = START, .seen = START };
	char secret[DESK_PASS_SECRET], proof[DESK_WHO_PROOF + 1] = "";
	struct table t;
	struct err e;

	set_up(&t);
	T_INT(RC_OK, store_access_add(t.store, &kim, START, &e));
	T_INT(RC_OK, desk_pass_make(t.store, &p, secret, &e));
	T_INT(64, strlen(secret));
	T_TRUE(strcmp(secret, p.digest) != 0);
	desk_who_proof(span_of(p.digest), proof);
	/* Used every 9 minutes it lives, for an hour. */
	for (int i = 1; i <= 6; i++)
		T_INT(200, ask(&t, "GET", p.digest, true, "", START +
		    i * 9 * MIN));
	T_INT(401, ask(&t, "GET", p.digest, false, "", START + 55 * MIN));
	T_INT(403, ask(&t, "POST", p.digest, true, "", START + 55 * MIN));
	T_INT(403, ask(&t, "POST", p.digest, true, "0", START + 55 * MIN));
	T_INT(405, ask(&t, "POST", p.digest, true, proof, START +
	    55 * MIN));
	T_INT(401, ask(&t, "GET", p.digest, true, "", START + 60 * MIN));
	/* Not used for ten. */
	p.made = p.seen = START;
	T_INT(RC_OK, desk_pass_make(t.store, &p, secret, &e));
	T_INT(200, ask(&t, "GET", p.digest, true, "", START + 10 * MIN - 1));
	T_INT(401, ask(&t, "GET", p.digest, true, "", START + 20 * MIN));
	/* Its account is disabled. */
	p.made = p.seen = START;
	T_INT(RC_OK, desk_pass_make(t.store, &p, secret, &e));
	T_INT(200, ask(&t, "GET", p.digest, true, "", START + 1));
	T_INT(RC_OK, store_access_account(t.store, SPAN("kim"), &kim, &e));
	kim.disabled = true;
	T_INT(RC_OK, store_access_set(t.store, &kim, START, &e));
	T_INT(401, ask(&t, "GET", p.digest, true, "", START + 2));
	/* A token by its own way, until it expires. */
	p = (struct store_access_pass){ .name = "robot", .role = "viewer",
	    .made = START, .expires = START + MIN };
	T_INT(RC_OK, desk_pass_make(t.store, &p, secret, &e));
	T_TRUE(strncmp(secret, DESK_PASS_MARK, 8) == 0);
	T_INT(200, ask(&t, "GET", p.digest, false, "", START + 1));
	T_INT(401, ask(&t, "GET", p.digest, true, "", START + 1));
	T_INT(401, ask(&t, "GET", p.digest, false, "", START + MIN));
	T_INT(401, ask(&t, "GET", "", false, "", START));
	tear_down(&t);
}

static const struct t_case cases[] = {
	{ "tables", test_tables },
	{ "words of roles and scopes", test_words },
	{ "bodies", test_bodies },
	{ "queries", test_queries },
	{ "sessions and tokens end", test_sessions },
};

T_MAIN(cases)
