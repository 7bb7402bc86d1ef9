/* SPDX-License-Identifier: Apache-2.0 */
/* Reference state as rows of tables. */
#ifndef CLI_BIZ_ROWS_H
#define CLI_BIZ_ROWS_H

#include "cli/biz_say.h"

/** biz_rows_first(b): What is so before anything happens. */
void biz_rows_first(struct biz *);

/** biz_rows_person(b, p): An employee's rows: employment, shift, role. */
void biz_rows_person(struct biz *, const struct biz_person *);

/**
 * biz_rows_job(b, s, hours):
 * A job of kind ${word} on the scene's car, else on firmware ${n}, else on
 * all of the tenant.
 */
void biz_rows_job(struct biz *, const struct biz_scene *, int);

#endif
