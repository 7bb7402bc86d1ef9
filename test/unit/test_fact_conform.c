/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conformance of facts as data: test/conform/fact/FAMILY.txt holds cases,
 * each with an engine of its own.
 *
 *	== NAME OF THE CASE
 *	08:15:00 command.request "vehicle":{"id":"v1"},...
 *	? booking.cover none			of the event above it
 *	? booking.gap_s absent
 *
 * A time stands alone for 2026-03-02 (a Monday) or with its date and a T.
 */
#include <dirent.h>

#include "engine/engine.h"
#include "t.h"

#define LINE_MAX_BYTES	4096

static struct {
	const char	*file;
	unsigned	 line;
	struct engine	*E;
	char		 said[FACT_COUNT][256];
	uint64_t	 number;
	unsigned	 asked;
} now;

static void
judged(void *ctx UNUSED, const struct engine_seen *seen)
{

	if (seen->work->ev.generated)
		return;
	for (unsigned f = 0; f < FACT_COUNT; f++) {
		const struct value *v =
		    &seen->work->ev.slot[seen->names->fact[f]];
		struct buf b = { 0 };

		value_put(&b, v);
		snprintf(now.said[f], sizeof(now.said[f]), "%s",
		    v->type == VALUE_ABSENT ? "absent" :
		    v->type == VALUE_ARRAY && v->n == 0 ? "[]" : buf_str(&b));
		buf_release(&b);
	}
}

static void
rejected(void *ctx UNUSED, unsigned input UNUSED, uint64_t number UNUSED,
    const struct err *e)
{

	printf("# %s:%u: %s\n", now.file, now.line, e->what);
	t_failed++;
}

static void
engine_end(void)
{

	engine_free(now.E);
	now.E = NULL;
}

static void
engine_begin(void)
{
	const struct engine_options o = { .all_facts = true };
	const struct engine_ears ears = { .judged = judged,
	    .rejected = rejected };

	engine_end();
	now.number = 0;
	T_INT(RC_OK, engine_new(NULL, 0, &o, &ears, &now.E, NULL));
}

/* "TIME TYPE MEMBERS" as an event line. */
static void
event(const char *text)
{
	char time[32], type[32], line[LINE_MAX_BYTES];
	int at = 0;

	T_INT(2, sscanf(text, "%31s %31s %n", time, type, &at));
	snprintf(line, sizeof(line), "{\"type\":\"%s\",\"time\":\"%s%sZ\"%s%s}",
	    type, strchr(time, 'T') != NULL ? "" : "2026-03-02T", time,
	    text[at] != '\0' ? "," : "", text + at);
	T_INT(RC_OK, engine_add(now.E, 0, ++now.number, span_of(line)));
	T_INT(RC_OK, engine_flush(now.E));
}

/* "FACT VALUE" about the event before. */
static void
question(const char *text)
{
	char name[64], want[256];
	enum fact_id f;

	T_INT(2, sscanf(text, "%63s %255[^\n]", name, want));
	f = fact_find(span_of(name));
	now.asked++;
	if (f == FACT_COUNT || strcmp(want, now.said[f]) != 0)
		printf("# %s:%u: %s is %s, should be %s\n", now.file,
		    now.line, name, f == FACT_COUNT ? "no fact" :
		    now.said[f], want);
	T_TRUE(f != FACT_COUNT);
	if (f != FACT_COUNT)
		T_STR(want, now.said[f]);
}

static void
family(const char *path)
{
	char text[LINE_MAX_BYTES];
	FILE *f = fopen(path, "r");

	now.file = path;
	now.line = 0;
	T_TRUE(f != NULL);
	while (f != NULL && fgets(text, sizeof(text), f) != NULL) {
		text[strcspn(text, "\n")] = '\0';
		now.line++;
		if (strncmp(text, "== ", 3) == 0)
			engine_begin();
		else if (strncmp(text, "? ", 2) == 0)
			question(text + 2);
		else if (text[0] != '#' && text[0] != '\0')
			event(text);
	}
	engine_end();
	if (f != NULL)
		fclose(f);
}

static void
families(void)
{
	const char *dir = getenv("CONFORM");
	DIR *d = dir != NULL ? opendir(dir) : NULL;
	struct dirent *e;
	unsigned n = 0;
	char path[4096];

	if (d == NULL)
		T_SKIP("CONFORM does not name the cases");
	while ((e = readdir(d)) != NULL) {
		const char *dot = strrchr(e->d_name, '.');

		if (dot == NULL || strcmp(dot, ".txt") != 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		family(path);
		n++;
	}
	closedir(d);
	printf("# %u families, %u questions\n", n, now.asked);
	T_TRUE(n > 0 && now.asked > 0);
}

static const struct t_case cases[] = {
	{ "facts are as the cases say", families },
};

T_MAIN(cases)
