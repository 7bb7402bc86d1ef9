/* SPDX-License-Identifier: Apache-2.0 */
/* The announced work that explains an event. */
#include "fact/claim.h"

const uint16_t job_scope_fields[] = { FIELD_VEHICLE_ID, FIELD_DEVICE_ID,
    FIELD_DEVICE_FW, FIELD_STATION_ID, FIELD_DATABASE, FIELD_SOURCE_NAME, 0 };

/* Kinds of job, in the order in which the fact tells them. */
static const char *const kinds[] = {
	"backup", "change", "drill", "maintenance", "rescue", "rollout",
	"rotation", "transport", "workshop"
};

static const char *
name_of(unsigned i)
{

	return (kinds[i]);
}

static unsigned
kind_bit(const struct fact_in *in, const struct ref_row *row)
{
	struct span kind = claim_text(in, row, COLUMN_job_kind);

	for (unsigned i = 0; i < COUNT_OF(kinds); i++)
		if (span_eq(kind, span_of(kinds[i])))
			return (1u << i);
	return (0);
}

/* Kinds of the jobs on ${id}, which is of ${scope}. */
static unsigned
jobs_on(const struct fact_in *in, const char *scope, struct span id)
{
	const struct ref_row *row;
	unsigned mask = 0;
	size_t it = 0;

	while (id.n > 0 && (row = ref_next(in->ref, in->ev->tenant,
	    COLUMN_job_scope_id, id, &in->at, &it)) != NULL)
		if (ref_valid(row, &in->at) && span_eq(claim_text(in, row,
		    COLUMN_job_scope_kind), span_of(scope)))
			mask |= kind_bit(in, row);
	return (mask);
}

/* Jobs over everything need no id. */
static unsigned
jobs_on_all(const struct fact_in *in)
{
	const struct ref_row *row;
	unsigned mask = 0;
	size_t it = 0;

	while ((row = ref_next(in->ref, in->ev->tenant,
	    COLUMN_job_scope_kind, SPAN("tenant"), &in->at, &it)) != NULL) {
		struct span id = claim_text(in, row, COLUMN_job_scope_id);

		if (ref_valid(row, &in->at) && (id.n == 0 || span_eq(id,
		    in->ev->tenant)))
			mask |= kind_bit(in, row);
	}
	return (mask);
}

void
job_scope(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{
	unsigned mask;

	if (!fact_wanted(out, FACT_ident_jobs) ||
	    !claim_armed(in, TABLE_job))
		return;
	mask = jobs_on_all(in) |
	    jobs_on(in, "vehicle", in->ev->vehicle) |
	    jobs_on(in, "device", in->ev->device) |
	    jobs_on(in, "fw", claim_field(in, FIELD_DEVICE_FW)) |
	    jobs_on(in, "station", claim_field(in, FIELD_STATION_ID)) |
	    jobs_on(in, "database", claim_field(in, FIELD_DATABASE)) |
	    jobs_on(in, "source", in->ev->source);
	fact_names(out, FACT_ident_jobs, mask, name_of);
}
