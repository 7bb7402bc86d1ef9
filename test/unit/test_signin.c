/* SPDX-License-Identifier: Apache-2.0 */
/* What signing in rests on: passwords, codes for one use, the thread. */
#include "base/mem.h"
#include "base/totp.h"
#include "sys/password.h"
#include "sys/worker.h"
#include "t.h"

static const uint8_t *const secret =
    (const uint8_t *)"12345678901234567890";

/* RFC 6238, appendix B, the rows of SHA-1. */
static void
test_totp_vectors(void)
{
	static const struct {
		int64_t		now_s;
		unsigned	code;
	} rows[] = { { 59, 94287082 }, { 1111111109, 7081804 },
	    { 1111111111, 14050471 }, { 1234567890, 89005924 },
	    { 2000000000, 69279037 }, { INT64_C(20000000000), 65353130 } };

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		T_INT(rows[i].code, totp_at(secret, rows[i].now_s /
		    TOTP_STEP_S, 8));
}

static void
test_totp_once(void)
{
	int64_t last = 0;

	/* The last six digits; good once, and 30 s around. */
	T_INT(RC_OK, totp_check(secret, SPAN("287082"), 59, &last));
	T_INT(1, last);
	T_INT(RC_DENIED, totp_check(secret, SPAN("287082"), 59, &last));
	T_INT(1, last);
	last = 0;
	T_INT(RC_OK, totp_check(secret, SPAN("287082"), 89, &last));
	last = 0;
	T_INT(RC_OK, totp_check(secret, SPAN("287082"), 1, &last));
	last = 0;
	T_INT(RC_DENIED, totp_check(secret, SPAN("287082"), 90, &last));
	T_INT(RC_DENIED, totp_check(secret, SPAN("28708"), 59, &last));
	T_INT(RC_DENIED, totp_check(secret, SPAN("28708x"), 59, &last));
	T_INT(RC_DENIED, totp_check(secret, SPAN(""), 59, &last));
	T_INT(0, last);
	/* An older step than the last is none, though in the window. */
	last = 2;
	T_INT(RC_DENIED, totp_check(secret, SPAN("287082"), 59, &last));
}

static void
test_totp_base32(void)
{
	char out[TOTP_TEXT];

	totp_base32(secret, out);
	T_SPAN("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", ((struct span){ out,
	    TOTP_TEXT }));
}

static void
test_password(void)
{
	char hash[PASSWORD_TEXT];
	struct err e;

	T_INT(RC_LIMIT, password_make(SPAN("too short"), hash, &e));
	T_INT(RC_OK, password_make(SPAN("correct horse"), hash, &e));
	T_TRUE(strncmp(hash, "$argon2id$v=19$m=65536,t=3,p=1$", 31) == 0);
	T_INT(RC_OK, password_check(SPAN("correct horse"), hash));
	T_INT(RC_DENIED, password_check(SPAN("correct horsf"), hash));
	/* Nobody costs what everybody costs. */
	T_TRUE(strncmp(password_nobody(), hash, 31) == 0);
	T_INT(strlen(hash), strlen(password_nobody()));
}

struct sum {
	struct worker_job	job;
	struct loop		*loop;
	int			 n, worked, told, dropped;
};

static int order;

static void
sum_work(struct worker_job *j)
{

	((struct sum *)(void *)j)->worked++;
}

static void
sum_done(struct worker_job *j)
{
	struct sum *s = (struct sum *)(void *)j;

	s->told = ++order;
	if (s->n == 2)
		loop_stop(s->loop);
}

static void
sum_drop(struct worker_job *j)
{

	((struct sum *)(void *)j)->dropped++;
}

static void
test_worker(void)
{
	struct sum jobs[4];
	struct worker *w = NULL;
	struct loop *l = NULL;
	struct err e;

	T_INT(RC_OK, loop_new(&l, &e));
	T_INT(RC_OK, worker_new(l, 3, &w, &e));
	for (int i = 0; i < 4; i++)
		jobs[i] = (struct sum){ .job = { .work = sum_work,
		    .done = sum_done, .drop = sum_drop }, .loop = l, .n = i };
	/* Full: the loop has told of none yet. */
	for (int i = 0; i < 3; i++)
		T_INT(RC_OK, worker_add(w, &jobs[i].job));
	T_INT(RC_LIMIT, worker_add(w, &jobs[3].job));
	T_INT(RC_OK, loop_run(l, &e));
	for (int i = 0; i < 3; i++) {
		T_INT(1, jobs[i].worked);
		T_INT(i + 1, jobs[i].told);
	}
	/* What was not told is dropped, once. */
	T_INT(RC_OK, worker_add(w, &jobs[3].job));
	worker_free(w);
	T_INT(1, jobs[3].dropped);
	T_INT(0, jobs[3].told);
	loop_free(l);
}

static void
test_worker_nomem(void)
{
	struct worker *w = NULL;
	struct loop *l = NULL;
	struct err e;
	rc r = RC_NOMEM;

	T_INT(RC_OK, loop_new(&l, &e));
	for (unsigned long n = 1; r != RC_OK && n < 10; n++) {
		mem_count = 0;
		mem_fail_at = n;
		r = worker_new(l, 1, &w, &e);
		mem_fail_at = 0;
		T_TRUE(r == RC_OK || (r == RC_NOMEM && w == NULL));
	}
	T_INT(RC_OK, r);
	worker_free(w);
	loop_free(l);
}

static const struct t_case cases[] = {
	{ "RFC 6238, appendix B", test_totp_vectors },
	{ "a code is good once", test_totp_once },
	{ "the secret in base32", test_totp_base32 },
	{ "argon2id with its parameters", test_password },
	{ "one job after another", test_worker },
	{ "a thread without memory", test_worker_nomem },
};

T_MAIN(cases)
