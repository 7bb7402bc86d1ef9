/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of outputs. */
#include "cli/act_output.h"

static const struct act_output_kind *const kinds[CONFIG_OUTPUT_COUNT] = {
#define X(name, kind)	[CONFIG_OUTPUT_##name] = &kind,
	ACT_OUTPUTS(X)
#undef X
};

const struct act_output_kind *
act_output_kind(int kind)
{

	BUG_IF(kind < 0 || kind >= CONFIG_OUTPUT_COUNT);
	return (kinds[kind]);
}

void
act_output_answer(const struct webclient_answer *a, struct act_done *ret)
{

	*ret = (struct act_done){ MESSAGES_NEVER, 0, "it was refused" };
	if (a->why[0] != '\0') {
		ret->fate = a->again ? MESSAGES_AGAIN : MESSAGES_NEVER;
		ret->why = a->why;
	} else if (a->status >= 200 && a->status < 300) {
		ret->fate = MESSAGES_DONE;
		ret->why = "";
	} else if (a->status == 408 || a->status == 425 ||
	    a->status == 429 || a->status >= 500) {
		ret->fate = MESSAGES_AGAIN;
		ret->later = a->later;
		ret->why = "not now";
	}
}
