/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fleet under way: units (a car and the habits of its telematics unit),
 * the acts that are played on them, and the loop over time.
 *
 *	heap of units by next moment -> wake -> car moves -> act -> sample
 *	                                                  \-> queue -> sink
 *
 * An act is an attack (it gets a label) or a look-alike (it gets none).  Its
 * kind is a row with hooks; what the hooks may do stands below.  A failure is
 * kept in ${bad}: hooks need not ask, the loop ends with it.
 */
#ifndef CLI_SIM_FLEET_H
#define CLI_SIM_FLEET_H

#include "cli/sim_car.h"
#include "cli/sim_queue.h"

#define SIM_NEVER	INT64_MAX
#define SIM_SPAN_MS	INT64_C(1200000)	/* 20 km at least. */

struct biz;
struct sim_fleet;
struct sim_unit;
struct sim_act;

/** What a hook says of a sample. */
enum sim_verdict {
	SIM_PASS,	/* An ordinary one. */
	SIM_MARK,	/* Part of the attack: goes into its label. */
	SIM_DROP,	/* Is not sent. */
};

/** What the vehicle must be doing, and the ways of an act. */
enum sim_act_flag {
	SIM_ACT_PARK	= 1,	/* Parked; otherwise driving steadily. */
	SIM_ACT_SCALED	= 2,	/* Its length grows with the strength. */
	SIM_ACT_LIVE	= 4,	/* The unit reports every 5 s meanwhile. */
	SIM_ACT_LEAP	= 8,	/* Its leaps disturb the source's totals. */
	SIM_ACT_CALM	= 16,	/* Wants those totals undisturbed. */
	SIM_ACT_DEVICE	= 32,	/* The label's entity is the device. */
	SIM_ACT_SPAN	= 64,	/* Spoils a span of 20 km, which goes on. */
};

/** One kind of act.  Hooks may be NULL. */
struct sim_act_kind {
	const char	*name;
	int		 scenario;	/* 0: a look-alike. */
	unsigned	 flags;
	int		 hold_s;	/* How long, at strength 1. */
	int		 tail;		/* Samples after it that are its. */
	void		(*begin)(struct sim_fleet *, struct sim_act *);
	enum sim_verdict (*sample)(struct sim_fleet *, struct sim_act *,
	    struct sim_sample *);
	void		(*tick)(struct sim_fleet *, struct sim_act *);
	void		(*end)(struct sim_fleet *, struct sim_act *);
	const char	*what;		/* For --help. */
};

enum sim_phase { SIM_WAITING, SIM_ACTIVE, SIM_TAIL, SIM_DONE, SIM_MISSED };

/** One act.  ${x} to ${tape} are its hooks' own. */
struct sim_act {
	const struct sim_act_kind *kind;
	struct sim_unit	*unit;
	size_t		 car;		/* Number of the unit, from 0. */
	int64_t		 start_ms;	/* Planned. */
	double		 strength;
	int64_t		 began_ms, end_ms;
	int64_t		 first_ms, last_ms;	/* Of its events. */
	int64_t		 next_ms;	/* Calls tick; SIM_NEVER. */
	enum sim_phase	 phase;
	int		 tail;
	int		 saved_interval_s;
	struct buf	 ids;		/* Ids of its events, back to back. */
	double		 x, y, z;
	int		 n;
	struct sim_sample kept;
	struct sim_sample *tape;	/* Owned. */
	size_t		 tape_n;
};

enum sim_state { SIM_PARKED, SIM_IDLING, SIM_DRIVING };

struct sim_unit {
	struct sim_car	 car;
	enum sim_state	 state;
	int64_t		 next_ms;	/* Wakes then. */
	int64_t		 sample_ms, key_ms, depart_ms, off_ms, parked_ms;
	int64_t		 received_ms;	/* Of its newest line. */
	bool		 lock;		/* The key event locks. */
	bool		 app;		/* Opened by app, not by fob. */
	bool		 sent;		/* Something was sent already. */
	int		 trips;
	int		 good;		/* Good samples of this state. */
	size_t		 act_at, act_end;
	struct sim_id	 last_id;	/* Of its newest sample. */
	int64_t		 last_ms;
	struct sim_fix	 last_fix;	/* Last good position sent, if */
	bool		 fixed;		/* there is one. */
	/* Set by acts. */
	bool		 roof, outage, mute;
	/* Samples that wait for coverage. */
	struct sim_sample *held;	/* Owned. */
	size_t		 held_n, held_cap;
};

/** What to simulate. */
struct sim_opts {
	uint64_t	 seed;
	unsigned	 vehicles;
	int64_t		 start_ms, span_ms;
	const char	*attacks;	/* "none", "default" or a list */
	double		 strength;
	bool		 lookalikes;
	bool		 business;	/* With all that is around the cars. */
};

/** In the caller's storage; sim_fleet_release() in any case. */
struct sim_fleet {
	struct sim_opts	 opts;
	rc		 bad;
	int64_t		 now_ms, end_ms, beat_ms;
	double		 strength;	/* Of the act whose hook runs. */
	struct biz	*biz;		/* Owned; NULL without business. */
	struct sim_rng	 rng;
	uint64_t	 ids, commands;
	enum sim_source	 mute;		/* Sends nothing between these: */
	int64_t		 mute_from_ms, mute_to_ms;
	struct sim_unit	*unit;		/* Owned. */
	size_t		 units;
	uint32_t	*heap;		/* Owned. */
	struct sim_act	*act;		/* Owned; by vehicle, then start. */
	size_t		 acts, act_cap;
	struct buf	 missed;	/* Names of acts without a place. */
	size_t		 misses;
	struct sim_queue queue;
};

/**
 * sim_fleet_run(f, opts, sink, arg, e):
 * Simulate all of it into ${sink}; afterwards ${f} tells the acts.  Return
 * RC_OK, RC_NOMEM, RC_MALFORMED for an unknown attack (${e} says which), or
 * what the sink says.
 */
rc sim_fleet_run(struct sim_fleet *, const struct sim_opts *,
    sim_queue_sink_fn *, void *, struct err *) MUST_USE;

/**
 * sim_fleet_labels(f, b):
 * Append a line per attack, those on cars first, each by start.  RC_NOMEM.
 */
rc sim_fleet_labels(const struct sim_fleet *, struct buf *) MUST_USE;

/** sim_fleet_release(f): Give the memory back. */
void sim_fleet_release(struct sim_fleet *);

/** sim_fleet_depart(f, u, at_ms): Set off at ${at_ms}, opened before. */
void sim_fleet_depart(struct sim_fleet *, struct sim_unit *, int64_t);

/** sim_fleet_place(f): Some crossing of the city; never in a tunnel. */
struct sim_node sim_fleet_place(struct sim_fleet *);

#endif
