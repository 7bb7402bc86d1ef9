/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about a remote command that follow from it alone. */
#include "fact/fact.h"

const uint16_t cmd_kind_fields[] = { FIELD_COMMAND, 0 };
const uint16_t cmd_issue_fields[] = { FIELD_ISSUED_AT, 0 };
const uint16_t cmd_result_fields[] = { FIELD_RESULT, 0 };

/* Words of cmd.class; event contract, section 7.2. */
enum cls { SAFETY = 1, ACCESS, PRIVACY, NUISANCE, SERVICE };

static const struct {
	const char	*command;
	enum cls	 cls;
} classes[] = {
	{ "stop", SAFETY }, { "immobilise", SAFETY }, { "fuel_cut", SAFETY },
	{ "config_write", SAFETY }, { "diag_write", SAFETY },
	{ "factory_reset", SAFETY },
	{ "unlock", ACCESS }, { "trunk_open", ACCESS },
	{ "hood_open", ACCESS }, { "window_open", ACCESS },
	{ "start", ACCESS }, { "mobilise", ACCESS }, { "key_issue", ACCESS },
	{ "locate", PRIVACY }, { "live_follow", PRIVACY },
	{ "mic_open", PRIVACY }, { "camera_view", PRIVACY },
	{ "horn_lights", NUISANCE }, { "climate", NUISANCE },
};

/* Results that count as a failure, and those that do not. */
static const struct {
	const char	*result;
	bool		 failed;
} results[] = {
	{ "ack", false }, { "success", false }, { "nack", true },
	{ "timeout", true }, { "failure", true }, { "rolled_back", true },
};

void
cmd_kind(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{
	const struct value *v = event_get(in->ev, FIELD_COMMAND);
	enum cls cls = SERVICE;

	if (in->ev->category != CATEGORY_COMMAND || v->type != VALUE_TEXT ||
	    !fact_wanted(out, FACT_cmd_class))
		return;
	for (size_t i = 0; i < COUNT_OF(classes); i++)
		if (span_eq(value_text(v), span_of(classes[i].command)))
			cls = classes[i].cls;
	fact_word(out, FACT_cmd_class, cls);
}

void
cmd_issue(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{
	const struct value *v = event_get(in->ev, FIELD_ISSUED_AT);

	if (in->ev->type == TYPE_COMMAND_REQUEST && v->type == VALUE_TIME)
		fact_parts(out, FACT_cmd_issue_age_s, in->ev->time - v->i,
		    FACT_S);
}

void
cmd_result(const struct fact_in *in, void *state UNUSED, struct fact_out *out)
{
	const struct value *v = event_get(in->ev, FIELD_RESULT);

	if ((in->ev->type != TYPE_COMMAND_RESULT &&
	    in->ev->type != TYPE_OTA_INSTALL) || v->type != VALUE_TEXT)
		return;
	for (size_t i = 0; i < COUNT_OF(results); i++)
		if (span_eq(value_text(v), span_of(results[i].result)))
			fact_int(out, FACT_cmd_failed, results[i].failed);
}
