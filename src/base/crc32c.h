/* SPDX-License-Identifier: Apache-2.0 */
/* CRC-32C (Castagnoli; RFC 3720, appendix B.4): for accidents, not forgers. */
#ifndef BASE_CRC32C_H
#define BASE_CRC32C_H

#include "base/span.h"

/** crc32c_of(s): The sum of ${s}, by the processor where it can. */
uint32_t crc32c_of(struct span);

/** crc32c_plain(s): The same without the processor's help. */
uint32_t crc32c_plain(struct span);

#endif
