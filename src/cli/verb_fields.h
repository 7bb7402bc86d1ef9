/* SPDX-License-Identifier: Apache-2.0 */
/* vedette fields: what an event may carry and what rules may name. */
#ifndef CLI_VERB_FIELDS_H
#define CLI_VERB_FIELDS_H

/** verb_fields(argc, argv): Run the verb; returns its exit code. */
int verb_fields(int, char **);

#endif
