/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What frames mean, said in YAML: beside a DBC file or instead of one.
 *
 *	messages:			those of no DBC file
 *	- id: 0x123			with "extended: true" one of 29 bits
 *	  name: Body
 *	  bytes: 8
 *	  signals:
 *	  - name: Speed
 *	    start: 8			as in a DBC file, see codec/cansig.h
 *	    length: 16
 *	    order: little		or big
 *	    type: unsigned		signed, float, double
 *	    factor: 0.01
 *	    offset: 0
 *	    least: 0
 *	    most: 250
 *	    unit: km/h
 *	    words: {0: "P", 1: "R"}
 *	    when: {Mode: [1, 2]}	only while that signal is one of these
 *	fields:				which field a signal is
 *	  Speed: Vehicle.Speed		in all messages that have it
 *	  Body.Lock:			in one
 *	    field: Vehicle.Cabin.Door.Row1.DriverSide.IsLocked
 *	    is: {1: true, 2: false}	its numbers there; no others
 *	  Tacho: {field: Vehicle.Speed, unit: mph}	instead of its own
 *	ignore: [Counter, Body.Checksum]	never told
 *	events:				in-vehicle security events by number
 *	  0x8011: ecu_reflash
 */
#ifndef SOURCE_CANTABLE_YAML_H
#define SOURCE_CANTABLE_YAML_H

#include "source/cantable.h"

/**
 * cantable_yaml(t, text, fn, ctx):
 * Add what the YAML ${text} says; its fields are those of signals that are
 * there by now.  All that is wrong is told to ${fn}.  Return RC_OK; or
 * RC_MALFORMED or RC_NOMEM, ${t} then being fit only to be freed.
 *
 * Copies:   what it needs of ${text}.
 */
rc cantable_yaml(struct cantable *, struct span, mapping_error_fn *, void *)
    MUST_USE;

#endif
