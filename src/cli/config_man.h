/* SPDX-License-Identifier: Apache-2.0 */
/* The reference part of vedette.yaml(5). */
#ifndef CLI_CONFIG_MAN_H
#define CLI_CONFIG_MAN_H

#include "base/buf.h"

/** config_man(b): Append it, mdoc source. */
void config_man(struct buf *);

#endif
