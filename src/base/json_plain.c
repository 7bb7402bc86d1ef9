/* SPDX-License-Identifier: Apache-2.0 */
/* The planned reader in portable C. */
#include "base/json_parse.h"
#include "base/json_plain.h"

rc
json_plain_read(const struct json_plan *plan, struct json_reader *r,
    struct span line, struct json_out *out, struct err *e)
{

	return (line_read(plan, r, line, out, e));
}
