/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One car as physics: where it is, how fast, what its meters say, and what
 * its telematics unit would honestly report.  It knows nothing of attacks.
 *
 *	parked -> (start) driving -> arrived, engine runs -> (stop) parked
 *	parked -> towed -> parked
 */
#ifndef CLI_SIM_CAR_H
#define CLI_SIM_CAR_H

#include "cli/sim_rng.h"
#include "cli/sim_write.h"

#define SIM_CAR_PAST	16	/* Seconds of speed that are remembered. */

/** What is wrong with reception; several at once. */
enum sim_sky {
	SIM_SKY_OPEN	= 0,
	SIM_SKY_ROOF	= 1,	/* Tunnel, garage, steel deck: no satellites. */
	SIM_SKY_COLD	= 2,	/* First seconds after a long sleep. */
};

struct sim_car {
	struct sim_rng	 rng;
	struct sim_who	 who;
	int64_t		 now_ms;	/* Moved up to here. */
	/* Motion. */
	struct sim_node	 at, next, dest;	/* Last and next crossing. */
	struct sim_node	 leg[SIM_WORLD_LEGS];
	size_t		 legs, leg_at;
	struct sim_node	 came;		/* Direction of the last move. */
	double		 into_m;	/* Metres past ${at}. */
	double		 v_ms, v_node;	/* Speed now; wanted at ${next}. */
	double		 cap_ms;	/* Own speed limit; 0 none. */
	double		 zeal;		/* Share of the limit that it drives. */
	int64_t		 wait_ms;	/* Held by a red light until then. */
	double		 past[SIM_CAR_PAST];
	size_t		 past_at;
	bool		 moving;	/* Under way to ${dest}. */
	bool		 cruise;	/* Never arrives. */
	bool		 towed;		/* Wheels do not count metres. */
	bool		 rolling;	/* Towed on its own wheels. */
	/* Meters and unit. */
	double		 odo_m, fuel_l;
	enum sim_ign	 ign;
	int64_t		 seq;
	uint32_t	 conn;
	int		 interval_s, beat_s;	/* Reports driving; parked. */
	int		 lag_s;			/* Delay of gnss.speed_kmh. */
	bool		 deck;			/* On a ferry: under steel. */
	int64_t		 cold_ms;		/* Bad fixes until then. */
	double		 noise_e, noise_n;	/* m */
	double		 cn0, rsrp;
};

/** sim_car_init(car, seed, number, now_ms): A parked car at its depot. */
void sim_car_init(struct sim_car *, uint64_t, unsigned, int64_t);

/** sim_car_depart(car, dest): Set off for ${dest}, another crossing. */
void sim_car_depart(struct sim_car *, struct sim_node);

/** sim_car_cruise(car): Drive on expressways until told otherwise. */
void sim_car_cruise(struct sim_car *);

/** sim_car_halt(car): Make the next crossing the end of the way. */
void sim_car_halt(struct sim_car *);

/** sim_car_move(car, now_ms): Let the time pass until ${now_ms}. */
void sim_car_move(struct sim_car *, int64_t);

/** sim_car_spot(car): Where it truly is. */
struct sim_spot sim_car_spot(const struct sim_car *);

/** sim_car_sky(car): Reception at this place and moment. */
unsigned sim_car_sky(const struct sim_car *);

/** sim_car_steady(car): Does it cruise on an expressway at speed? */
bool sim_car_steady(const struct sim_car *);

/**
 * sim_car_sample(car, sky, out):
 * What the unit reports now under ${sky}; takes a sequence number.  Id and
 * time of reception are left to the caller.
 */
void sim_car_sample(struct sim_car *, unsigned, struct sim_sample *);

/** sim_car_shift(s, east_m, north_m): Move the reported position. */
void sim_car_shift(struct sim_sample *, double, double);

#endif
