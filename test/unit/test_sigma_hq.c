/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All rules of SigmaHQ load, those with placeholders once they are given.
 * The archive is not ours and not in the tree: without it, this is skipped.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "sigma/sigma.h"
#include "sys/datadir.h"
#include "sys/tree.h"

#include "t.h"

#define ARCHIVE	"sigma/sigmahq-rules.tar.gz"
#define RULES	3780
#define EXPAND	25			/* Of them, with placeholders. */

/* The texts, and the names that they ask for. */
static struct arena mem;
static struct sigma_text *text;
static size_t texts, text_cap;
static struct span *name;
static size_t names, name_cap;
static struct map by_name;

static struct span
key_of(const void *owner, uint32_t i)
{

	(void)owner;
	return (name[i]);
}

/* Any name is a field. */
static rc
field(void *ctx, struct span asked, struct sigma_field *ret,
    struct span *near)
{
	uint32_t i = map_get(&by_name, asked);
	char *p;

	(void)ctx;
	(void)near;
	if (i == MAP_NONE) {
		i = (uint32_t)names;
		p = arena_copy(&mem, asked);
		T_TRUE(p != NULL && mem_room(&name, names, &name_cap,
		    sizeof(*name)));
		name[names++] = (struct span){ p, asked.n };
		T_INT(RC_OK, map_put(&by_name, name[i], i));
	}
	*ret = (struct sigma_field){ .slot = i };
	return (RC_OK);
}

static int
category(void *ctx, struct span asked)
{

	(void)ctx;
	(void)asked;
	return (-1);
}

static const struct sigma_names any = { .field = field,
    .category = category, .plain = true };

static rc
take(void *ctx, const char *path)
{
	struct buf b = { 0 };

	(void)ctx;
	T_INT(RC_OK, datadir_read(path, 1 << 20, &b, NULL));
	T_TRUE(mem_room(&text, texts, &text_cap, sizeof(*text)));
	text[texts++] = (struct sigma_text){ arena_copy(&mem,
	    span_of(path)), { arena_copy(&mem, buf_span(&b)), b.n } };
	buf_release(&b);
	return (RC_OK);
}

/* Unpack the archive into texts; false: it is not there. */
static bool
unpack(void)
{
	const char *shared = getenv("VEDETTE_SHARED");
	char dir[] = "/tmp/sigma_hq.XXXXXX", cmd[2048], path[1024];

	(void)snprintf(path, sizeof(path), "%s/data/" ARCHIVE,
	    shared != NULL ? shared : SHARED);
	if (!tree_is_file(path) || mkdtemp(dir) == NULL)
		return (false);
	(void)snprintf(cmd, sizeof(cmd), "tar xzf '%s' -C %s", path, dir);
	T_INT(0, system(cmd));
	T_INT(RC_OK, tree_each(dir, ".yml", take, NULL, NULL));
	(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
	T_INT(0, system(cmd));
	return (true);
}

static size_t
load(const struct sigma_setup *setup, struct sigma **ret)
{
	size_t n = 0;

	T_INT(RC_OK, sigma_new(text, texts, setup, ret, NULL));
	(void)sigma_rules(*ret, &n);
	return (n);
}

/* What a placeholder stands for does not matter here. */
static void
placeholder(struct buf *file, const char *note)
{
	const char *from = strstr(note, "'%");
	const char *to = from != NULL ? strstr(from + 2, "%'") : NULL;
	struct buf line = { 0 };

	T_TRUE(to != NULL);
	if (to == NULL)
		return;
	buf_fmt(&line, "\n%.*s: [one, two*]\n", (int)(to - from - 2),
	    from + 2);
	/* Several rules may want the same one. */
	if (file->n == 0 || strstr(buf_str(file), buf_str(&line)) == NULL)
		buf_put(file, buf_span(&line));
	buf_release(&line);
}

static void
test_load(void)
{
	struct sigma_setup setup = { .names = &any };
	const struct sigma_note *note;
	struct sigma_text given;
	struct sigma *s = NULL;
	struct buf file = { 0 };
	const char *last = "";
	size_t n, refused = 0;

	map_init(&by_name, key_of, NULL);
	if (!unpack())
		T_SKIP("no " ARCHIVE " among the shared data");
	T_INT(RULES, texts);
	T_INT(RULES - EXPAND, load(&setup, &s));
	note = sigma_notes(s, &n);
	for (size_t i = 0; i < n; i++) {
		if (note[i].kind != SIGMA_REFUSED)
			continue;
		if (strstr(note[i].text, "placeholder '%") == NULL)
			printf("# %s:%u: %s\n", note[i].file, note[i].line,
			    note[i].text);
		T_TRUE(strstr(note[i].text, "placeholder '%") != NULL);
		refused += strcmp(last, note[i].file) != 0;
		last = note[i].file;
		placeholder(&file, note[i].text);
	}
	T_INT(EXPAND, refused);
	sigma_free(s);

	given = (struct sigma_text){ "given.yml", buf_span(&file) };
	setup.placeholder = &given;
	setup.placeholders = 1;
	T_INT(RULES, load(&setup, &s));
	note = sigma_notes(s, &n);
	for (size_t i = 0; i < n; i++) {
		if (note[i].kind == SIGMA_REFUSED)
			printf("# %s:%u: %s\n", note[i].file, note[i].line,
			    note[i].text);
		T_TRUE(note[i].kind != SIGMA_REFUSED);
	}
	printf("# %zu files, %zu field names, %zu warnings\n", texts, names,
	    n);
	sigma_free(s);
	buf_release(&file);
	mem_free(text);
	mem_free(name);
	map_release(&by_name);
	arena_release(&mem);
}

static const struct t_case cases[] = {
	{ "all of SigmaHQ loads", test_load },
};

T_MAIN(cases)
