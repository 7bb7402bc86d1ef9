/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The business around the simulated fleet: people, the tasks that they have
 * before them, and the lines that their systems write.
 *
 *	fleet: a car departs, arrives -> ride \
 *	heap of tasks by time -> desk, works   -> say -> queue of the fleet
 *	                      \-> raid (an attack, with its label)
 *
 * A flow writes lines as templates (biz_say.h) and may write some seconds
 * ahead: the queue lets them out in order.  A failure is kept in the fleet's
 * ${bad}.
 */
#ifndef CLI_BIZ_H
#define CLI_BIZ_H

#include "cli/sim_fleet.h"

#define BIZ_MIN		INT64_C(60000)
#define BIZ_HOUR	INT64_C(3600000)
#define BIZ_DAY		INT64_C(86400000)
#define BIZ_NOBODY	UINT32_MAX
#define BIZ_VIP		6		/* Number of acc-00007. */

struct biz;
struct biz_raid;

/** From where somebody calls. */
struct biz_net {
	char		ip[16], key[16];	/* key: of the app; "" none */
	int		asn;
	const char	*kind, *ja4;
};

/** What somebody is, as actor.kind. */
enum biz_kind { BIZ_CUSTOMER, BIZ_EMPLOYEE, BIZ_PARTNER, BIZ_SERVICE,
	BIZ_DEALER, BIZ_OUTSIDER, BIZ_KINDS };

/** Anybody who acts.  ${away} is the other network: Wi-Fi, VPN. */
struct biz_person {
	char		id[24], token[24], card[16], doc[16];
	enum biz_kind	kind;
	const char	*role;		/* NULL none */
	int64_t		created_ms;
	struct biz_net	net, away;
	uint32_t	family;		/* Shares card and tablet; 0 none. */
	uint32_t	rides;		/* Bookings that are not over. */
	int64_t		busy_ms;	/* Somebody had business till then. */
	int		early, late;	/* Shift: hours of UTC. */
	const char	*days;		/* Shift: "1-5" */
	bool		gone, raided;	/* raided: part of an attack. */
};

/** What the business knows of a car. */
struct biz_car {
	uint32_t	owner;		/* Person; BIZ_NOBODY: shared. */
	uint32_t	rider;		/* Person; BIZ_NOBODY: free. */
	uint64_t	booking, trip;	/* Numbers; 0 none. */
	int64_t		until_ms;	/* planned_end */
	int64_t		charge_ms;	/* Plugged in until then. */
	int64_t		job_ms;		/* In the workshop until then. */
	int64_t		raid_ms;	/* Part of an attack until then. */
	bool		started, hybrid, raided;
};

/** Something to do at its time; ${i} and ${n} are its own. */
struct biz_task {
	int64_t		at_ms;
	uint64_t	order;
	void		(*run)(struct biz *, const struct biz_task *);
	size_t		i;
	uint64_t	n;
};

struct biz {
	struct sim_fleet *f;		/* Borrowed. */
	struct sim_rng	 rng;
	struct biz_person *person;	/* Owned. */
	size_t		 first[BIZ_KINDS + 1];	/* By kind; then the end. */
	struct biz_person former;	/* Who left last. */
	struct biz_car	*car;		/* Owned; one per unit. */
	struct biz_task	*task;		/* Owned heap. */
	size_t		 tasks, task_cap;
	uint64_t	 order, serial;
	struct biz_raid	*raid;		/* Owned. */
	size_t		 raids, raid_cap;
	int		 stations;
	int		 release;	/* Firmware that is rolled out; 0. */
	int		 fresh;		/* How often outsiders got accounts. */
};

/**
 * biz_new(f, e):
 * The business of ${f}, whose units stand already: its people, reference
 * rows, first tasks and attacks.  Return RC_OK or RC_NOMEM; it is freed with
 * the fleet.
 */
rc biz_new(struct sim_fleet *, struct err *) MUST_USE;

/** biz_free(b): Give it back; NULL is fine. */
void biz_free(struct biz *);

/** biz_next(b): Time of the next task; SIM_NEVER if none, or NULL. */
int64_t biz_next(const struct biz *);

/** biz_step(b): Run the next task at the fleet's time. */
void biz_step(struct biz *);

/** biz_later(b, at_ms, run, i, n): Have a task run then. */
void biz_later(struct biz *, int64_t,
    void (*)(struct biz *, const struct biz_task *), size_t, uint64_t);

/** biz_one(b, kind): Somebody of the kind, by dice; there is one at least. */
struct biz_person *biz_one(struct biz *, enum biz_kind);

/** biz_count(b, kind): How many there are. */
size_t biz_count(const struct biz *, enum biz_kind);

/** biz_unit(b, car): The number of ${car}'s unit from 0. */
size_t biz_unit(const struct biz *, const struct biz_car *);

/** biz_clock(ms): Hour of the day, UTC, 0 to 23. */
int biz_clock(int64_t);

/** biz_weekday(ms): 1 Monday to 7 Sunday. */
int biz_weekday(int64_t);

#endif
