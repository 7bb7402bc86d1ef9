/* SPDX-License-Identifier: Apache-2.0 */
/* Values that are good alone and contradict each other. */
#ifndef MODEL_CONFIG_CLASH_H
#define MODEL_CONFIG_CLASH_H

#include "model/config_load.h"

/** config_clash(L): Tell what in L->c contradicts what, both by name. */
void config_clash(struct config_load *);

#endif
