/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Security events that AUTOSAR itself defines, by their number: those of the
 * diagnostics, from the table of the Adaptive Platform's Specification of
 * Diagnostics (SWS_DM_02014; the Classic Platform's Dcm has the same).  A
 * maker may give them other numbers, and has his own from 0x8000 on: the
 * vehicle's security extract says.
 */
#ifndef CODEC_IDSM_NAME_H
#define CODEC_IDSM_NAME_H

/** idsm_name(def): The event's name, small and without SEV_; NULL: none. */
const char *idsm_name(unsigned);

#endif
