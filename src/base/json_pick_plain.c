/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of named values in portable C. */
#include "base/json_pick_parse.h"
#include "base/json_pick_plain.h"

rc
json_pick_plain_read(struct json_pick_reader *r, struct span line,
    struct json_pick_row *row, struct arena *a, struct err *e,
    unsigned *flags)
{

	return (line_pick(r, line, row, a, e, flags));
}
