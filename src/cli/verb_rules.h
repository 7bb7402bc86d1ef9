/* SPDX-License-Identifier: Apache-2.0 */
/* The verb `vedette rules`: check, list, test rules. */
#ifndef CLI_VERB_RULES_H
#define CLI_VERB_RULES_H

/**
 * verb_rules(argc, argv):
 * Run it; ${argv[0]} is the verb.  Return the exit status: 0 all is well, 1
 * something was refused, is wrong, or could not be read, 2 wrong usage.
 */
int verb_rules(int, char **);

#endif
