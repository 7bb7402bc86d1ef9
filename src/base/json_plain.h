/* SPDX-License-Identifier: Apache-2.0 */
/* The planned reader in portable C. */
#ifndef BASE_JSON_PLAIN_H
#define BASE_JSON_PLAIN_H

#include "base/json.h"

/** json_plain_read(...): As json_read(), with ${out} emptied before. */
rc json_plain_read(const struct json_plan *, struct json_reader *,
    struct span, struct json_out *, struct err *) MUST_USE;

#endif
