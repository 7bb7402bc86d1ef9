/* SPDX-License-Identifier: Apache-2.0 */
/* What a detection rule says of one event, by the letter of the design. */
#ifndef ORACLE_TRUTH_H
#define ORACLE_TRUTH_H

#include "oracle/case.h"

/** truth_match(r, e): Does the rule hold of the event? */
bool truth_match(const struct o_rule *, const struct o_event *);

/** truth_number(s, ret): A number, or a text in JSON's form of one. */
bool truth_number(const struct o_scalar *, double *);

/** truth_key(s, out): The text of a scalar in keys and tuples; has it one? */
bool truth_key(const struct o_scalar *, char out[16]);

#endif
