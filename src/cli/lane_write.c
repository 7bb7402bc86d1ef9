/* SPDX-License-Identifier: Apache-2.0 */
/* A lane as files. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/lane_write.h"

static rc
failed(const char *path, struct err *e)
{

	return (rc_fail(e, RC_IO, 0, "%s: %s", path, strerror(errno)));
}

static rc
folder(const char *path, struct err *e)
{

	if (mkdir(path, 0755) == 0 || errno == EEXIST)
		return (RC_OK);
	return (failed(path, e));
}

/* ${n} lines, each with its end; a single text that has one, as it is. */
static rc
file(const char *path, const struct span *line, size_t n, const char *end,
    struct err *e)
{
	FILE *f = fopen(path, "w");
	bool good = f != NULL;

	for (size_t i = 0; i < n && good; i++)
		good = fwrite(line[i].p, 1, line[i].n, f) == line[i].n &&
		    fputs(end, f) != EOF;
	/* Closing tells whether all of it was written. */
	if (f != NULL && fclose(f) != 0)
		good = false;
	return (good ? RC_OK : failed(path, e));
}

/* DIR/NAME in ${path}, whose memory serves again; NULL if memory is short. */
static const char *
join(struct buf *path, const char *dir, const char *name)
{

	buf_clear(path);
	buf_fmt(path, "%s/%s", dir, name);
	return (buf_str(path));
}

static rc
rules(const struct lane *l, const char *dir, struct buf *path, struct err *e)
{
	struct buf sub = { 0 };
	const char *folder_name = join(&sub, dir, "rules"), *name;
	rc r = RC_NOMEM;

	if (folder_name != NULL)
		r = folder(folder_name, e);
	for (size_t i = 0; i < l->rules && r == RC_OK; i++) {
		name = join(path, folder_name, l->rule[i].name);
		r = name == NULL ? RC_NOMEM :
		    file(name, &l->rule[i].text, 1, "", e);
	}
	buf_release(&sub);
	return (r);
}

rc
lane_write(const struct lane *l, const char *dir, struct err *e)
{
	struct buf path = { 0 };
	const char *name = join(&path, dir, "events.jsonl");
	rc r = RC_NOMEM;

	if (name != NULL)
		r = folder(dir, e);
	if (r == RC_OK)
		r = file(name, l->line, l->n, "\n", e);
	if (r == RC_OK && l->rules > 0)
		r = rules(l, dir, &path, e);
	buf_release(&path);
	if (r == RC_NOMEM)
		(void)rc_fail(e, r, 0, "%s", rc_text(r));
	return (r);
}
