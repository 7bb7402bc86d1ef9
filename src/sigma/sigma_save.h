/* SPDX-License-Identifier: Apache-2.0 */
/* What sigma_save() and sigma_load() agree on. */
#ifndef SIGMA_SIGMA_SAVE_H
#define SIGMA_SIGMA_SAVE_H

#include "sigma/windows.h"

#define SIGMA_SAVE_TRACK	PACK_TAG('c', 'o', 'r', '2')

#endif
