/* SPDX-License-Identifier: Apache-2.0 */
/* The verb `vedette sim`: a seeded fleet, with attacks and look-alikes. */
#ifndef CLI_VERB_SIM_H
#define CLI_VERB_SIM_H

/**
 * verb_sim(argc, argv):
 * Run it; ${argv[0]} is the verb.  Return the exit status: 0 done, 1 failed,
 * 2 wrong usage.
 */
int verb_sim(int, char **);

#endif
