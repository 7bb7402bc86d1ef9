/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about the operator's own lists. */
#include "base/cidr.h"
#include "fact/claim.h"

#define KEY_MAX		256		/* Of "list/value". */

const uint16_t listed_lists_fields[] = { FIELD_REMOTE, FIELD_SIM_EVENT,
    FIELD_CLIENT_ASN, FIELD_CLIENT_IP, FIELD_URL_HOST, FIELD_BUCKET,
    FIELD_RECIPIENT, FIELD_RESOURCE, FIELD_TARGET_ID, FIELD_SUBJECT_IDS, 0 };

/* Which list is held against which fields; event contract, section 5. */
static const struct {
	const char	*name;
	enum field_id	 field[2];
	const char	*sim[2];	/* Words of sim_event, or NULL. */
	bool		 network;	/* Entries may be networks. */
} lists[] = {
	{ "admin_asn", { FIELD_CLIENT_ASN }, { NULL }, false },
	{ "apn_dest", { FIELD_REMOTE }, { "flow" }, true },
	{ "backup_target", { FIELD_BUCKET, FIELD_RECIPIENT }, { NULL },
	    false },
	{ "fw_host", { FIELD_URL_HOST }, { NULL }, false },
	{ "monitor_ip", { FIELD_CLIENT_IP }, { NULL }, true },
	{ "public_bucket", { FIELD_BUCKET, FIELD_RESOURCE }, { NULL },
	    false },
	{ "sms_peer", { FIELD_REMOTE }, { "sms_in", "sms_out" }, false },
	{ "vip", { FIELD_TARGET_ID, FIELD_SUBJECT_IDS }, { NULL }, false },
};

static bool
holds_network(const struct fact_in *in, struct span list, struct span value)
{
	const struct ref_row *row;
	struct cidr net;
	size_t it = 0;

	while ((row = ref_next(in->ref, in->ev->tenant, COLUMN_list_list,
	    list, &in->at, &it)) != NULL)
		if (ref_valid(row, &in->at) && cidr_read(claim_text(in, row,
		    COLUMN_list_value), &net) == NULL && cidr_has(&net, value))
			return (true);
	return (false);
}

static bool
holds(const struct fact_in *in, unsigned i, const struct value *v)
{
	struct span list = span_of(lists[i].name), s;
	char key[KEY_MAX];
	struct buf text = { 0 };
	bool yes = false;

	value_put(&text, v);
	s = buf_span(&text);
	if (!text.failed && list.n + 1 + s.n <= sizeof(key)) {
		memcpy(key, list.p, list.n);
		key[list.n] = '/';
		if (s.n > 0)
			memcpy(key + list.n + 1, s.p, s.n);
		yes = claim_row(in, TABLE_list, (struct span){ key,
		    list.n + 1 + s.n }) != NULL ||
		    (lists[i].network && holds_network(in, list, s));
	}
	buf_release(&text);
	return (yes);
}

/* Is a value there, and does the list hold it, or a member? */
static bool
held(const struct fact_in *in, unsigned i, enum field_id f, bool *there)
{
	const struct value *v = event_get(in->ev, f);

	if (f == FIELD_NONE || v->type <= VALUE_NULL)
		return (false);
	*there = true;
	if (v->type != VALUE_ARRAY)
		return (holds(in, i, v));
	for (uint32_t k = 0; k < v->n; k++)
		if (holds(in, i, &v->member[k]))
			return (true);
	return (false);
}

/* Lists of values in SMS and in flows are held against those only. */
static bool
applies(const struct fact_in *in, unsigned i)
{

	return (lists[i].sim[0] == NULL ||
	    claim_is(in, FIELD_SIM_EVENT, lists[i].sim[0]) ||
	    (lists[i].sim[1] != NULL &&
	    claim_is(in, FIELD_SIM_EVENT, lists[i].sim[1])));
}

static bool
has_entries(const struct fact_in *in, struct span list)
{
	const struct ref_row *row;
	size_t it = 0;

	while ((row = ref_next(in->ref, in->ev->tenant, COLUMN_list_list,
	    list, &in->at, &it)) != NULL)
		if (ref_valid(row, &in->at))
			return (true);
	return (false);
}

static const char *
name_of(unsigned i)
{

	return (lists[i].name);
}

void
listed_lists(const struct fact_in *in, void *state UNUSED,
    struct fact_out *out)
{
	uint64_t on = 0, off = 0;

	if (!claim_armed(in, TABLE_list))
		return;
	for (unsigned i = 0; i < COUNT_OF(lists); i++) {
		bool there = false, yes;

		if (!applies(in, i))
			continue;
		yes = held(in, i, lists[i].field[0], &there) ||
		    held(in, i, lists[i].field[1], &there);
		if (yes)
			on |= UINT64_C(1) << i;
		else if (there && has_entries(in, span_of(lists[i].name)))
			off |= UINT64_C(1) << i;
	}
	fact_names(out, FACT_ident_on_lists, on, name_of);
	fact_names(out, FACT_ident_off_lists, off, name_of);
}
