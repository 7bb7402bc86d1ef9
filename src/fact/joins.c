/* SPDX-License-Identifier: Apache-2.0 */
/* Which tables a fact joins. */
#include <string.h>

#include "fact/joins.h"

#define T(name)	(UINT32_C(1) << TABLE_##name)

/* As the contract's section 7 has it. */
static const struct {
	const char	*fact;
	uint32_t	 tables;
} joins[] = {
	{ "ident.owns_target", T(owner) | T(booking) | T(pairing) },
	{ "ident.unknown", T(vehicle) | T(binding) | T(station) |
	    T(booking) | T(campaign) },
	{ "ident.binding_diff", T(binding) | T(vehicle) },
	{ "ident.on_lists", T(list) },
	{ "ident.off_lists", T(list) },
	{ "ident.jobs", T(job) },
	{ "booking.cover", T(owner) | T(booking) },
	{ "booking.gap_s", T(booking) },
	{ "booking.overlaps", T(booking) },
	{ "api.diff", T(endpoint) },
	{ "api.tags", T(endpoint) },
	{ "api.extra_props", T(endpoint) },
	{ "api.foreign_ids", T(owner) | T(booking) | T(pairing) },
	{ "api.foreign_subjects", T(owner) | T(booking) | T(pairing) },
	{ "person.gaps", T(employee) | T(role) | T(dbgrant) },
	{ "person.link_age_s", T(ticket) },
	{ "person.role_idle_s", T(role) },
	{ "person.relation", T(employee) },
	{ "leak.canary", T(canary) },
	{ "leak.table_classes", T(dbtable) },
	{ "leak.new_classes", T(endpoint) },
	{ "geo.zones", T(zone) },
	{ "ota.diff", T(artifact) | T(campaign) },
	{ "charge.diff", T(station) },
};

uint32_t
joins_of(enum fact_id id)
{

	for (size_t i = 0; i < COUNT_OF(joins); i++)
		if (strcmp(joins[i].fact, fact_row(id)->name) == 0)
			return (joins[i].tables);
	return (0);
}
