/* SPDX-License-Identifier: Apache-2.0 */
/* vedette map run: files in a foreign format as event lines. */
#include <errno.h>
#include <stdio.h>

#include "cli/map_run.h"
#include "cli/verbs.h"

static int
failed(const struct err *e)
{

	fprintf(stderr, "vedette: %s\n", e->what[0] != '\0' ? e->what :
	    rc_text(e->code));
	return (e->code == RC_CONFLICT ? VERB_CONFIG : VERB_FAILED);
}

static rc
print_all(struct inputs *in, uint64_t *n, struct err *e)
{
	struct span line;
	uint64_t number;
	unsigned input;
	rc r;

	while ((r = inputs_next(in, &input, &number, &line, e)) == RC_OK) {
		if (fwrite(line.p, 1, line.n, stdout) != line.n ||
		    putchar('\n') == EOF)
			return (rc_fail(e, RC_IO, 0, "writing events: %s",
			    strerror(errno)));
		++*n;
	}
	if (r != RC_NOTFOUND)
		return (e->code != RC_OK ? r : rc_fail(e, r, 0, "%s",
		    rc_text(r)));
	if (fflush(stdout) != 0)
		return (rc_fail(e, RC_IO, 0, "writing events: %s",
		    strerror(errno)));
	return (RC_OK);
}

int
map_run(const struct inputs_opts *o)
{
	struct inputs *in = NULL;
	struct err e = { 0 };
	uint64_t n = 0;
	int status = VERB_CLEAN;

	if (inputs_open(o, &in, &e) != RC_OK)
		return (failed(&e));
	if (print_all(in, &n, &e) != RC_OK)
		status = failed(&e);
	fprintf(stderr, "%llu events, %llu bad rows, %llu skipped\n",
	    (unsigned long long)n,
	    (unsigned long long)inputs_skipped(in)->total,
	    (unsigned long long)inputs_left_out(in)->total);
	if (inputs_damaged(in) > 0)
		status = VERB_FAILED;
	inputs_close(in);
	return (status);
}
