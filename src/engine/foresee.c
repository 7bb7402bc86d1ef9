/* SPDX-License-Identifier: Apache-2.0 */
/* What the next events will need. */
#include "engine/foresee.h"
#include "engine/parties.h"

/* The rows that most facts ask for. */
static void
name_rows(const struct foresee *f, struct work *w)
{
	const struct {
		enum table_id	table;
		struct span	key;
	} of[] = { { TABLE_binding, w->ev.device },
	    { TABLE_vehicle, w->ev.vehicle }, { TABLE_owner, w->ev.vehicle } };

	_Static_assert(COUNT_OF(of) == COUNT_OF(w->row), "a hash for each");
	for (size_t i = 0; i < COUNT_OF(of); i++)
		w->row[i] = ref_hash(f->ref, w->ev.tenant, of[i].table,
		    of[i].key);
}

/* Without memory nobody is foreseen, which is no harm. */
static void
name_party(const struct foresee *f, struct work *w, enum twin_kind k,
    struct arena *arena)
{
	struct span *id = &w->party[k];

	*id = (struct span){ NULL, 0 };
	if (f->tracks->n[k] == 0 || !parties_may(&w->ev, k) ||
	    parties_other(&w->ev, k, arena, id) != RC_OK || id->n == 0)
		return;
	w->hash[k] = twin_hash(w->ev.tenant, *id);
}

void
foresee_names(const struct foresee *f, struct work *w, struct arena *arena)
{

	w->id_hash = w->ev.id.n > 0 && !w->ev.generated ?
	    dedupe_hash(w->ev.tenant, w->ev.id) : 0;
	/* Sources are few: they are in the cache. */
	for (int k = 0; k < TWIN_SOURCE; k++) {
		struct span id = parties_id(&w->ev, (enum twin_kind)k);

		w->hash[k] = id.n > 0 ? twin_hash(w->ev.tenant, id) : 0;
	}
	for (int k = TWIN_SOURCE + 1; k < TWIN_KINDS; k++)
		name_party(f, w, (enum twin_kind)k, arena);
	name_rows(f, w);
}

void
foresee_hint(const struct foresee *f, const struct work *w)
{

	if (w->id_hash != 0)
		dedupe_prefetch(f->dedupe, w->id_hash);
	for (int k = 0; k < TWIN_SOURCE; k++)
		if (w->hash[k] != 0)
			twin_prefetch(f->twin[k], w->hash[k]);
	for (int k = TWIN_SOURCE + 1; k < TWIN_KINDS; k++)
		if (w->party[k].n > 0)
			twin_prefetch(f->twin[k], w->hash[k]);
	for (size_t i = 0; i < COUNT_OF(w->row); i++)
		ref_hint(f->ref, w->row[i]);
}

void
foresee_who(const struct foresee *f, struct work *w)
{

	for (int k = 0; k < TWIN_SOURCE; k++)
		w->of[k] = parties_id(&w->ev, (enum twin_kind)k).n == 0 ?
		    NULL : twin_foresee(f->twin[k], w->hash[k]);
	for (int k = TWIN_SOURCE + 1; k < TWIN_KINDS; k++)
		w->of[k] = w->party[k].n == 0 ? NULL :
		    twin_foresee(f->twin[k], w->hash[k]);
	for (size_t i = 0; i < COUNT_OF(w->row); i++)
		ref_foresee(f->ref, w->row[i]);
}
