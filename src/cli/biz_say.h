/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Event lines from templates.  A template holds the members after the
 * envelope, with ' for "; '$' and one character stand for:
 *
 *	$A $V $X $Z	actor and client: who; other; other's name in who's
 *			hands (new token); the same with the stolen token
 *	$N $W		client of who; of other
 *	$a $b $k $K	ids of who and other; token of who and of other
 *	$C $c $D $d	vehicle object, its id; device object, its id
 *	$p $u $r	address and fingerprint of who, as ident.source_key;
 *			ASN of who; own customer account of the employee who
 *	$i $j $#	number of the repetition from 0; that + 10000; the
 *			next serial
 *	$n $m $w $o	the scene's numbers ${n}, ${m}, word, booking
 *	$L $P $F	place of the car as lat and lon; a phone's beside it,
 *			with acc_m; and 4 km off
 *	$I $f		the unit's IMEI; the last number of its firmware
 *	$q $e		card and document of who
 *	$+S; $-S;	the line's time and S seconds more, less
 */
#ifndef CLI_BIZ_SAY_H
#define CLI_BIZ_SAY_H

#include "cli/biz.h"

/** What a template speaks of; members that it does not name may be 0. */
struct biz_scene {
	int64_t		 at_ms;		/* Of the line; 0 is now. */
	const struct biz_person *who, *other;
	struct sim_unit	*unit;
	const struct biz_net *net;	/* Instead of who's own. */
	int64_t		 i, n, m;
	uint64_t	 booking;
	const char	*word;
	struct biz_raid	*raid;		/* Its label gets the line, */
	struct sim_act	*act;		/* or this one's. */
	int64_t		 late_ms;	/* Received so much later. */
};

/** biz_say(b, scene, type, template): Write a line into the queue. */
void biz_say(struct biz *, const struct biz_scene *, const char *,
    const char *);

/** biz_say_text(b, scene, template, out): The template's text alone. */
void biz_say_text(struct biz *, const struct biz_scene *, const char *,
    struct buf *);

#endif
