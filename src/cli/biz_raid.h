/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attacks on the business, as tables: who acts on whom and what, and which
 * lines that leaves.  Each gets a label.
 */
#ifndef CLI_BIZ_RAID_H
#define CLI_BIZ_RAID_H

#include "cli/biz_say.h"

/** Who plays ${who}, and which car; ${other} is a customer, or its owner. */
enum biz_cast {
	BIZ_BY_OUTSIDER	= 0,	/* With a new account and a hosted address. */
	BIZ_BY_CUSTOMER	= 1,
	BIZ_BY_STAFF	= 2,	/* On shift, support. */
	BIZ_BY_OFF	= 3,	/* Support, not on shift. */
	BIZ_BY_ADMIN	= 4,
	BIZ_BY_FORMER	= 5,	/* An employee until lately. */
	BIZ_BY_PARTNER	= 6,
	BIZ_BY_REPORT	= 7,	/* The report's service. */
	BIZ_BY_BACKUP	= 8,
	BIZ_BY_DEALER	= 9,
	BIZ_BY_UPSTART	= 10,	/* A dealer of today. */
	BIZ_BY		= 15,	/* Mask of these. */
	BIZ_OWNED	= 16,	/* The car has an owner. */
	BIZ_PARKED	= 32,	/* It stands, and will for a while. */
	BIZ_RIDDEN	= 64,	/* It is on the road. */
	BIZ_FREE	= 128,	/* Nobody's just now. */
	BIZ_PREMIUM	= 256,
	BIZ_FIRST	= 512,	/* Comes before everything. */
	BIZ_HIRED	= 1024,	/* Somebody's ride, just now; the other's. */
	BIZ_STEADY	= 2048,	/* Its firmware is not being rolled out. */
	BIZ_KNOWN	= 4096,	/* Whoever acts has for over a day. */
	BIZ_LISTED	= 8192,	/* The other is the listed customer. */
};

/** How a step's repetitions differ. */
enum biz_raid_flag {
	BIZ_MANY	= 1,	/* Their number grows with the strength. */
	BIZ_CARS	= 2,	/* Each another car. */
	BIZ_WHOS	= 4,	/* Each another outsider. */
	BIZ_BEFORE	= 8,	/* What went before; not in the label. */
	BIZ_NET_B	= 16,	/* From the other's network. */
	BIZ_MUTE	= 32,	/* No line: the source is silenced. */
	BIZ_LOSE	= 64,	/* No line: five of the source are lost. */
};

/** Some like lines.  The last row of an attack has no type. */
struct biz_raid_step {
	int		 after_s;	/* After the line before. */
	int		 times, every_s;
	int		 decides;	/* Repetition that decides, from 1. */
	unsigned	 flags;
	const char	*type, *template;
	int64_t		 late_s;	/* Received so much later. */
};

/** One kind of attack. */
struct biz_raid_kind {
	const char	*name;
	int		 scenario;
	char		 letter;	/* '-' none. */
	unsigned	 cast;
	int		 base;		/* ${m} at strength 1. */
	const char	*kind, *entity;	/* Expected; a template. */
	const struct biz_raid_step *step;
	const char	*what;
};

/** One attack. */
struct biz_raid {
	const struct biz_raid_kind *kind;
	int64_t		 start_ms, first_ms, last_ms;
	double		 strength;
	char		 target[24];	/* Id wanted; "" any. */
	char		 entity[96], vehicle[16];
	struct buf	 ids;		/* Owned; back to back. */
	struct sim_id	 decides;
	bool		 deciding, decided, played;
	int		 tries;
	struct sim_rng	 rng;
	struct biz_person who;		/* As they were then. */
};

/** biz_raid_play(b, r): Write its lines from now on; false: no cast. */
bool biz_raid_play(struct biz *, struct biz_raid *);

/** biz_raid_mark(b, r, id, time_ms): A line is part of the attack. */
void biz_raid_mark(struct biz *, struct biz_raid *, const struct sim_id *,
    int64_t);

/** biz_raid_labels(b, out): Append a line per attack, by start.  RC_NOMEM. */
rc biz_raid_labels(const struct biz *, struct buf *) MUST_USE;

/** biz_raid_release(b): Give back what the attacks hold. */
void biz_raid_release(struct biz *);

#endif
