/* SPDX-License-Identifier: Apache-2.0 */
/* Checksums of wire formats, by the names of the CRC catalogue. */
#ifndef CODEC_CHECKSUM_H
#define CODEC_CHECKSUM_H

#include "base/span.h"

/** checksum_init(): Build the tables; once, before threads start. */
void checksum_init(void);

/** checksum_arc(s): CRC-16/ARC (8005 reflected, init 0; Teltonika's). */
uint16_t checksum_arc(struct span);

/** checksum_x25(s): CRC-16/X-25 (1021 reflected, init ffff; GT06's "ITU"). */
uint16_t checksum_x25(struct span);

/** checksum_kermit(s): CRC-16/KERMIT (1021 reflected, init 0; Ruptela's). */
uint16_t checksum_kermit(struct span);

/** checksum_modbus(s): CRC-16/MODBUS (8005 reflected, init ffff). */
uint16_t checksum_modbus(struct span);

/** checksum_3740(s): CRC-16/IBM-3740 (1021, init ffff; "CCITT-FALSE"). */
uint16_t checksum_3740(struct span);

/** checksum_xor(s): All bytes, exclusive or. */
uint8_t checksum_xor(struct span);

/** checksum_sum(s): All bytes, modulo 256. */
uint8_t checksum_sum(struct span);

#endif
