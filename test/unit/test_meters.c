/* SPDX-License-Identifier: Apache-2.0 */
/* What the service counts of itself: told, kept, shown. */
#include "base/mem.h"
#include "cli/keeper_state.h"
#include "cli/roles.h"
#include "model/meters_people.h"
#include "sys/loop.h"
#include "t.h"

static const struct span none = { NULL, 0 };

static bool
holds(const struct buf *b, const char *text)
{

	return (b->n > 0 && memmem(b->p, b->n, text, strlen(text)) != NULL);
}

static rc
tell(struct meters_board *board, enum messages_role role, enum meters_id id,
    struct span label, uint64_t value, int64_t now)
{
	struct buf b = { 0 };
	struct err e;
	rc r;

	meters_put(&b, id, label, value);
	r = meters_board_take(board, role, buf_span(&b), now, &e);
	buf_release(&b);
	return (r);
}

static void
test_board(void)
{
	struct meters_board board = { .when = { 0 } };
	uint64_t v = 7;

	T_TRUE(!meters_board_get(&board, METERS_ENGINE_LINES, none, 1, &v));
	T_INT(RC_OK, tell(&board, MESSAGES_ENGINE, METERS_ENGINE_LINES, none,
	    UINT64_MAX, 100));
	T_TRUE(meters_board_get(&board, METERS_ENGINE_LINES, none, 100, &v));
	T_TRUE(v == UINT64_MAX);
	T_TRUE(!meters_board_get(&board, METERS_ENGINE_LINES, SPAN("x"), 100,
	    &v));
	/* What is old is not told; what a role tells replaces all of it. */
	T_TRUE(meters_board_get(&board, METERS_ENGINE_LINES, none,
	    100 + METERS_FRESH_MS, &v));
	T_TRUE(!meters_board_get(&board, METERS_ENGINE_LINES, none,
	    101 + METERS_FRESH_MS, &v));
	T_INT(RC_OK, tell(&board, MESSAGES_ENGINE, METERS_ENGINE_RULES, none,
	    1, 100));
	T_TRUE(!meters_board_get(&board, METERS_ENGINE_LINES, none, 100, &v));
	meters_board_release(&board);
}

/* Cut anywhere, or of a row that is none: it is not taken. */
static void
test_damage(void)
{
	struct meters_board board = { .when = { 0 } };
	struct buf b = { 0 };
	struct err e;

	T_INT(RC_OK, tell(&board, MESSAGES_EDGE, METERS_SOURCE_UP, SPAN("a"),
	    1, 1));
	meters_put(&b, METERS_SOURCE_UP, SPAN("push"), 300);
	for (size_t n = 1; n < b.n; n++)
		T_INT(RC_MALFORMED, meters_board_take(&board, MESSAGES_EDGE,
		    (struct span){ b.p, n }, 2, &e));
	b.p[0] = METERS_COUNT;
	T_INT(RC_MALFORMED, meters_board_take(&board, MESSAGES_EDGE,
	    buf_span(&b), 2, &e));
	T_INT(1, board.when[MESSAGES_EDGE]);
	buf_release(&b);
	meters_board_release(&board);
}

static void
test_metrics(void)
{
	struct meters_board board = { .when = { 0 } };
	struct buf b = { 0 };

	T_INT(RC_OK, tell(&board, MESSAGES_EDGE, METERS_SOURCE_REJECTED,
	    SPAN("a\"\\\nb"), 1234567, 5));
	T_INT(RC_OK, tell(&board, MESSAGES_ENGINE, METERS_ENGINE_LATE, none,
	    61050, 5));
	T_INT(RC_OK, tell(&board, MESSAGES_KEEPER, METERS_JOURNAL_SYNC_TIME,
	    none, 1000002, 5));
	meters_board_metrics(&board, 5, &b);
	T_TRUE(holds(&b, "\nvedette_source_rejected_events_total"
	    "{source=\"a\\\"\\\\\\nb\"} 1234567\n"));
	T_TRUE(holds(&b, "# TYPE vedette_engine_behind_seconds gauge\n"));
	T_TRUE(holds(&b, "\nvedette_engine_behind_seconds 61.050\n"));
	T_TRUE(holds(&b, "\nvedette_journal_sync_seconds_total 1.000002\n"));
	T_TRUE(holds(&b, "# TYPE vedette_output_up gauge\n"));
	buf_clear(&b);
	meters_people(&board, 5, 5, &b);
	T_TRUE(holds(&b, " 1,234,567 "));
	T_TRUE(holds(&b, " 61.0 s "));
	T_TRUE(!holds(&b, "output"));
	buf_release(&b);
	meters_board_release(&board);
}

/* All roles ready, the engine ${late} ms behind, the journal full or not. */
static void
stand(struct meters_board *board, uint64_t late, bool full)
{
	struct buf b = { 0 };
	struct err e;

	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++)
		if (roles_kind((enum messages_role)i) != NULL)
			meters_put(&b, METERS_ROLE_READY, span_of(
			    messages_role_name((enum messages_role)i)), 1);
	T_INT(RC_OK, meters_board_take(board, MESSAGES_PARENT, buf_span(&b),
	    loop_now(), &e));
	T_INT(RC_OK, tell(board, MESSAGES_ENGINE, METERS_ENGINE_LATE, none,
	    late, loop_now()));
	T_INT(RC_OK, tell(board, MESSAGES_EDGE, METERS_JOURNAL_FULL, none,
	    full, loop_now()));
	buf_release(&b);
}

static unsigned
asked(const struct meters_board *board, const char *path, const char *from,
    const char *says)
{
	const struct messages_ask ask = { .path = span_of(path),
	    .from = span_of(from) };
	struct desk_answer a = { .status = 999 };

	if (!keeper_state_ask(board, &ask, 30000, &a))
		return (0);
	T_TRUE(holds(&a.body, says));
	buf_release(&a.body);
	return (a.status);
}

static void
test_ready(void)
{
	struct meters_board board = { .when = { 0 } };

	T_INT(503, asked(&board, "/readyz", "10.0.0.1",
	    "role engine is not ready\n"));
	stand(&board, 30000, false);
	T_INT(200, asked(&board, "/readyz", "10.0.0.1", "ready\n"));
	T_INT(200, asked(&board, "/status", KEEPER_STATE_LOCAL, "ready\n\n"));
	stand(&board, 30001, false);
	T_INT(503, asked(&board, "/readyz", "10.0.0.1",
	    "the engine is 30 s behind\n"));
	stand(&board, 0, true);
	T_INT(503, asked(&board, "/readyz", "10.0.0.1",
	    "the journal cannot be written\n"));
	T_INT(503, asked(&board, "/status", KEEPER_STATE_LOCAL, "engine"));
	T_INT(200, asked(&board, "/metrics", KEEPER_STATE_LOCAL, "# EOF\n"));
	T_INT(404, asked(&board, "/v1/alerts", KEEPER_STATE_LOCAL, "/status"));
	T_INT(0, asked(&board, "/metrics", "10.0.0.1", ""));
	T_INT(0, asked(&board, "/status", "", ""));
	meters_board_release(&board);
}

static void
test_nomem(void)
{
	struct meters_board board = { .when = { 0 } };
	struct buf b = { 0 };
	struct err e;

	meters_put(&b, METERS_ENGINE_LINES, none, 1);
	mem_fail_at = mem_count + 1;
	T_INT(RC_NOMEM, meters_board_take(&board, MESSAGES_ENGINE,
	    buf_span(&b), 1, &e));
	mem_fail_at = 0;
	T_INT(0, board.when[MESSAGES_ENGINE]);
	T_INT(RC_OK, meters_board_take(&board, MESSAGES_ENGINE, buf_span(&b),
	    1, &e));
	buf_release(&b);
	meters_board_release(&board);
}

static const struct t_case cases[] = {
	{ "a board", test_board },
	{ "damaged samples", test_damage },
	{ "OpenMetrics", test_metrics },
	{ "is it ready?", test_ready },
	{ "out of memory", test_nomem },
};

T_MAIN(cases)
