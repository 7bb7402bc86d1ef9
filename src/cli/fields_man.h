/* SPDX-License-Identifier: Apache-2.0 */
/* The reference part of vedette-events(5). */
#ifndef CLI_FIELDS_MAN_H
#define CLI_FIELDS_MAN_H

#include "base/buf.h"

/** fields_man(b): Append it as mdoc source. */
void fields_man(struct buf *);

#endif
