/* SPDX-License-Identifier: Apache-2.0 */
/* What fired, as the judges hand it on. */
#include "engine/crew.h"
#include "engine/fired.h"

#define UNIT_SEPARATOR	'\x1f'

_Static_assert(SIGMA_ENDS == ALERT_ENDS, "a fire shows what an alert keeps");
_Static_assert(offsetof(struct alert_event, lean) ==
    offsetof(struct sigma_keep, lean) && offsetof(struct alert_event, te) ==
    offsetof(struct sigma_keep, te) && offsetof(struct alert_event, pos) ==
    offsetof(struct sigma_keep, pos) && offsetof(struct alert_event, refs) ==
    offsetof(struct sigma_keep, refs) && offsetof(struct alert_event, next) ==
    offsetof(struct sigma_keep, next), "a kept event is a sigma_keep");

struct sigma_keep *
fired_keep(struct alert_event *e)
{

	return ((struct sigma_keep *)e);
}

struct alert_event *
fired_event(struct sigma_keep *k)
{

	return ((struct alert_event *)k);
}

void
fired_drop(void *ctx UNUSED, struct sigma_keep *k)
{

	/* The correlator has counted down to 0 already. */
	k->refs = 1;
	alert_event_drop(fired_event(k));
}

void
fired_run(void *ctx, void (*fn)(void *, unsigned), void *arg)
{

	crew_run(ctx, fn, arg);
}

struct alert_rule
fired_rule(const struct sigma_rule *r, const char *const *fields, size_t n)
{

	return ((struct alert_rule){ .id = r->id, .title = r->title,
	    .level = r->level, .description = r->description,
	    .status = r->status,
	    .version = r->modified != NULL ? r->modified : r->date,
	    .category = r->category, .tags = r->tags, .tags_n = r->tags_n,
	    .correlation = r->correlation, .fields = fields,
	    .fields_n = n });
}

rc
fired_match(const struct sigma_fire *f, const struct sigma_rule *r,
    const struct alert_rule *shown, struct buf *group,
    struct episode_match *ret)
{

	buf_clear(group);
	for (size_t i = 0; i < r->group_n; i++) {
		if (i > 0)
			buf_char(group, UNIT_SEPARATOR);
		value_put(group, &f->group[i]);
	}
	if (group->failed)
		return (RC_NOMEM);
	*ret = (struct episode_match){ .rule = &shown[f->rule],
	    .base = &shown[f->base], .rearm = r->rearm_ms,
	    .key = { .tenant = f->tenant, .rule = r->id,
	    .group = buf_span(group) }, .te = f->te,
	    .decided = fired_event(f->decided_by),
	    .window = f->window, .has_value = f->has_value,
	    .value = f->value, .error = f->error, .exact = f->exact,
	    .at_least = f->at_least };
	return (RC_OK);
}

void
fired_counts(const struct sigma_windows *w, const struct sigma_rule *r,
    size_t n, struct sigma_counts *sum)
{

	for (size_t i = 0; i < n; i++) {
		struct sigma_counts c;

		if (!r[i].correlation)
			continue;
		c = sigma_windows_counts(w, (unsigned)i);
		sum->no_key += c.no_key;
		sum->too_late += c.too_late;
		sum->not_number += c.not_number;
		sum->evicted += c.evicted;
		sum->open += c.open;
	}
}
