/* SPDX-License-Identifier: Apache-2.0 */
/* The state of all correlations: making it, ending it. */
#include "base/mem.h"
#include "sigma/sigma_group.h"
#include "sigma/sigma_judge.h"
#include "sigma/sigma_track.h"

#define QUOTA_LEAST	4		/* Groups a rule, tenant, partition. */

static struct span
tenant_name(const void *owner, uint32_t at)
{
	const struct sigma_windows *w = owner;

	return ((struct span){ w->tenant[at].name, w->tenant[at].name_n });
}

/* Who feeds whom, by rule number. */
static bool
feeds(struct sigma_windows *w)
{
	const struct sigma *s = w->s;
	size_t n = 0;

	for (size_t i = 0; i < w->tracks; i++)
		n += w->track[i].c->refs;
	w->feed = mem_array(n, sizeof(*w->feed));
	w->feed_at = mem_array(s->rules + 1, sizeof(size_t));
	if (w->feed == NULL || w->feed_at == NULL)
		return (false);
	n = 0;
	for (unsigned r = 0; r < s->rules; r++) {
		w->feed_at[r] = n;
		for (unsigned i = 0; i < w->tracks; i++) {
			const struct corr *c = w->track[i].c;

			for (unsigned j = 0; j < c->refs; j++) {
				if (c->ref[j].rule == r)
					w->feed[n++] = (struct feed){ i, j };
			}
		}
	}
	w->feed_at[s->rules] = n;
	return (true);
}

struct sigma_windows *
sigma_windows_new(const struct sigma *s, const struct sigma_sink *sink,
    const struct sigma_options *o)
{
	struct sigma_windows *w = mem_new(sizeof(*w));
	size_t n = 0;

	if (w == NULL)
		return (NULL);
	w->s = s;
	w->sink = *sink;
	w->quota = o->groups_max / WINDOWS_PARTS > QUOTA_LEAST ?
	    o->groups_max / WINDOWS_PARTS : QUOTA_LEAST;
	map_init(&w->by_name, tenant_name, w);
	for (size_t i = 0; i < s->rules; i++)
		n += s->doc[s->of[i]].corr != NULL;
	if ((w->track = mem_array(n, sizeof(*w->track))) == NULL)
		goto fail;
	for (unsigned i = 0; i < s->rules; i++) {
		const struct doc *d = &s->doc[s->of[i]];
		struct track *tr = &w->track[w->tracks];

		if (d->corr == NULL)
			continue;
		*tr = (struct track){ .c = d->corr, .rule = i,
		    .depth = d->depth, .need = sigma_judge_init(d->corr) };
		sigma_track_init(tr);
		w->tracks++;
	}
	if (feeds(w))
		return (w);
fail:
	sigma_windows_free(w);
	return (NULL);
}

void
sigma_windows_free(struct sigma_windows *w)
{

	if (w == NULL)
		return;
	for (size_t i = 0; i < w->tracks; i++)
		sigma_track_release(w, &w->track[i]);
	for (size_t i = 0; i < w->tenants; i++) {
		mem_free(w->tenant[i].name);
		mem_free(w->tenant[i].heap);
		mem_free(w->tenant[i].line);
	}
	map_release(&w->by_name);
	buf_release(&w->key);
	buf_release(&w->tuple);
	mem_free(w->tenant);
	mem_free(w->track);
	mem_free(w->feed);
	mem_free(w->feed_at);
	mem_free(w->num);
	mem_free(w->keeps);
	mem_free(w);
}

size_t
sigma_windows_bytes(const struct sigma_windows *w)
{
	size_t n = w->bytes;

	for (size_t i = 0; i < w->tracks; i++)
		n += sizeof(w->track[i]) + map_bytes(&w->track[i].by_key) +
		    w->track[i].group_cap * sizeof(void *);
	for (size_t i = 0; i < w->tenants; i++)
		n += sizeof(w->tenant[i]) + (w->tenant[i].cap +
		    w->tenant[i].line_cap) * sizeof(struct waiting);
	return (n);
}
