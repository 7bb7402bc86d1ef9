/* SPDX-License-Identifier: Apache-2.0 */
/* Topics by name. */
#include <stdio.h>

#include "cli/topics_file.h"
#include "cli/verb_map.h"
#include "source/mapping_dict.h"
#include "sys/datadir.h"

#define FOLDER		"mappings/topics"
#define END		".yml"
#define FILE_MAX	((size_t)1 << 20)	/* Bytes of topics. */

static void
wrong(void *ctx, unsigned line, unsigned col, const char *what)
{

	fprintf(stderr, "%s:%u:%u: %s\n", (const char *)ctx, line, col,
	    what);
}

static rc
load_mapping(void *ctx UNUSED, const char *name, struct mapping **ret)
{

	return (verb_map_load(name, ret));
}

rc
topics_file_load(const char *name, struct topics **ret)
{
	struct buf path = { 0 }, text = { 0 };
	struct topics_opts opts = { .field = mapping_dict_type,
	    .mapping = load_mapping, .error = wrong };
	struct err e = { 0 };
	rc r;

	if ((r = datadir_find(FOLDER, name, END, &path, &e)) == RC_NOTFOUND)
		datadir_hint(FOLDER, END, name, &e);
	if (r != RC_OK ||
	    (r = datadir_read(path.p, FILE_MAX, &text, &e)) != RC_OK) {
		fprintf(stderr, "vedette: %s\n", e.what);
		goto out;
	}
	opts.error_ctx = path.p;
	r = topics_load(buf_span(&text), &opts, ret);
	if (r == RC_NOMEM)
		fprintf(stderr, "vedette: %s: %s\n", path.p, rc_text(r));
out:
	buf_release(&path);
	buf_release(&text);
	return (r);
}
