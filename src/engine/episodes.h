/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Matches become episodes, one alert each: an episode of (tenant, rule,
 * entity, group key) opens with the first match, takes in later ones, and
 * ends when none came for the rule's rearm time or a day after its opening.
 * What is late may still be of it for the rearm time and a day more of its
 * tenant's clock: then it is over, and can be forgotten where each alert was
 * told as it came.
 */
#ifndef ENGINE_EPISODES_H
#define ENGINE_EPISODES_H

#include "engine/evidence.h"
#include "sigma/sigma.h"

/** One match: of a plain rule, or a true point of a correlation. */
struct episode_match {
	const struct alert_rule	*rule, *base;
	int64_t			 rearm;		/* ms */
	struct alert_key	 key;
	int64_t			 te;		/* The point, ms. */
	int64_t			 clock;		/* Its tenant's when it was */
						/* decided; 0: unknown. */
	uint64_t		 pos;		/* Event it was decided at. */
	struct alert_event	*decided;	/* Borrowed. */
	struct span		 decided_id;	/* Its id; borrowed. */
	struct sigma_shown	 window;	/* Borrowed. */
	bool			 has_value, exact, at_least;
	double			 value, error;
};

struct episodes;

/** episodes_new(ret): No alerts yet.  End it with episodes_free(). */
rc episodes_new(struct episodes **) MUST_USE;
void episodes_free(struct episodes *);

/**
 * episodes_only(e, seen): The window of a match that is of ${e} alone, made in
 * ${seen}.  Borrows both.
 */
struct sigma_shown episodes_only(struct alert_event *, struct sigma_seen *);

/** Why an alert is told: the words and numbers are OCSF's activities. */
enum episodes_news {
	EPISODES_CREATE	= 1,		/* It is new. */
	EPISODES_UPDATE	= 2		/* It has grown. */
};

/** episodes_ear_fn(ctx, alert, why, pos): Told at the event ${pos}. */
typedef void episodes_ear_fn(void *, const struct alert *,
    enum episodes_news, uint64_t);

/**
 * episodes_tell(E, fn, ctx): Tell ${fn} of each alert when it opens, when its
 * count reaches 10, 100, 1,000 and so on, and when it is over with a count
 * not told yet; those that are over are forgotten by episodes_sweep().
 */
void episodes_tell(struct episodes *, episodes_ear_fn *, void *);

/**
 * episodes_sweep(E, tenant, clock, pos): The tenant's clock is there, at the
 * event ${pos}.  Without episodes_tell(), nothing happens.
 */
void episodes_sweep(struct episodes *, struct span, int64_t, uint64_t);

/** episodes_add(E, m): Take a match in.  Return RC_OK or RC_NOMEM. */
rc episodes_add(struct episodes *, const struct episode_match *) MUST_USE;

/**
 * episodes_sorted(E, n):
 * All alerts by (time, id), as they stand; valid until the next call here.
 * NULL when memory is short or there are none.
 */
struct alert *const *episodes_sorted(struct episodes *, size_t *);

/**
 * episodes_rule_fn(ctx, id): The rule of that id that is in force, or NULL.
 */
typedef const struct alert_rule *episodes_rule_fn(void *, struct span id);

/**
 * episodes_save(E, ev, b): Write all episodes, with what they show of their
 * rules, numbering their events in ${ev}.
 */
void episodes_save(const struct episodes *, struct evidence *, struct buf *);

/**
 * episodes_load(E, c, ev, rule, ctx, e):
 * Read them into ${E}, which is new.  A rule that is gone, or shows something
 * else by now, is kept as it was when the alert was found.  Return RC_OK,
 * RC_MALFORMED or RC_NOMEM: then ${E} is to be thrown away.
 */
rc episodes_load(struct episodes *, struct cur *, const struct evidence *,
    episodes_rule_fn *, void *, struct err *) MUST_USE;

#endif
