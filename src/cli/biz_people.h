/* SPDX-License-Identifier: Apache-2.0 */
/* Who acts in the business: customers, staff, partners, services. */
#ifndef CLI_BIZ_PEOPLE_H
#define CLI_BIZ_PEOPLE_H

#include "cli/biz.h"

/** biz_people_fill(b): Make everybody and the cars' owners.  RC_NOMEM. */
rc biz_people_fill(struct biz *) MUST_USE;

/** biz_people_on_shift(p, ms): Is ${p} at work? */
bool biz_people_on_shift(const struct biz_person *, int64_t);

/** biz_people_colleague(b, role): One of the role at work; NULL if none. */
struct biz_person *biz_people_colleague(struct biz *, const char *);

/**
 * biz_people_renew(b):
 * Who comes from outside comes with new accounts, which did nothing yet.
 */
void biz_people_renew(struct biz *);

#endif
