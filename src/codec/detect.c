/* SPDX-License-Identifier: Apache-2.0 */
/* Which tracker protocol is this? */
#include "codec/detect.h"

enum verdict { NO, PERHAPS, YES };

struct listener {
	unsigned	said;		/* Messages. */
	bool		bad;		/* One of them a finding. */
};

static void
hear(void *ctx, const struct message *m)
{
	struct listener *l = ctx;
	const struct value *state = message_get(m, FIELD_STATE);

	l->said++;
	if (m->type == TYPE_FEED_HEALTH && state != NULL &&
	    !span_eq((struct span){ state->p, state->n }, SPAN("ok")))
		l->bad = true;
}

static bool
blank(struct span s)
{

	return (s.n == 1 && memchr("\0 \r\n", s.p[0], 4) != NULL);
}

/* Does ${c} make a message of the first frame? */
static enum verdict
try(const struct codecs *c, struct span in)
{
	struct tracker_session s = { .now = 0 };
	struct listener l = { 0 };
	struct message m;
	struct tracker_out out = { .fn = hear, .ctx = &l, .m = &m };

	while (in.n > 0) {
		size_t n = 0;
		rc r = c->frame(in, &n);

		if (r == RC_MORE)
			return (in.n < c->largest ? PERHAPS : NO);
		if (r != RC_OK || n > in.n)
			return (NO);
		if (!blank((struct span){ in.p, n })) {
			r = c->read(&s, (struct span){ in.p, n }, &out);
			if (r != RC_OK || l.bad)
				return (NO);
			if (l.said > 0)
				return (YES);
		}
		in = span_from(in, n);
	}
	return (PERHAPS);
}

rc
detect_codec(struct span first, const struct codecs **ret)
{
	const struct codecs *all, *is = NULL;
	unsigned yes = 0, perhaps = 0;
	size_t n;

	all = codecs_all(&n);
	for (size_t i = 0; i < n; i++) {
		if (all[i].kind == CODECS_NAMED)
			continue;
		switch (try(&all[i], first)) {
		case YES:
			yes++;
			is = &all[i];
			break;
		case PERHAPS:
			perhaps++;
			break;
		case NO:
			break;
		}
	}
	if (yes == 1) {
		*ret = is;
		return (RC_OK);
	}
	return (yes == 0 && perhaps > 0 && first.n < DETECT_MOST ? RC_MORE :
	    RC_NOTFOUND);
}
