/* SPDX-License-Identifier: Apache-2.0 */
/* Incidents being made, and their summing up; for incidents.c. */
#ifndef MODEL_INCIDENT_SUM_H
#define MODEL_INCIDENT_SUM_H

#include "base/map.h"
#include "model/incidents.h"

/** Somebody or something that alerts have to do with. */
struct incident_entity {
	struct span		 text;		/* Tenant LF kind LF id. */
	struct span		 id;		/* Within it. */
	const char		*kind;
	enum incident_role	 role;
	unsigned		 rank;
	uint32_t		 newest;	/* Group, or MAP_NONE. */
};

/** That a group has it. */
struct incident_link {
	uint32_t	pair[2];	/* Group, entity. */
	uint32_t	alerts;		/* That have it, */
	uint32_t	about;		/* that are about it. */
};

/** Alerts that belong together. */
struct incident_group {
	int64_t		opened, first, last;	/* ms */
	uint64_t	count;
	size_t		alerts;
	bool		at_least;
};

struct incidents {
	struct alert *const	*alert;		/* Borrowed. */
	size_t			 alerts;
	int64_t			 within;
	struct view		*view;		/* Owned. */
	struct buf		 text;
	struct arena		 arena;		/* Owns texts and lists. */
	struct incident_entity	*entity;	/* Owned. */
	size_t			 entities, entity_cap;
	struct map		 by_text;
	struct incident_link	*link;		/* Owned. */
	size_t			 links, link_cap;
	struct map		 by_pair;
	struct incident_group	*group;		/* Owned. */
	size_t			 groups, group_cap;
	uint32_t		*of;		/* Owned; by alert. */
	struct alert		**by_group;	/* Owned. */
	struct incident		*all;		/* Owned. */
};

/**
 * incident_sum(x):
 * Sum up each group in x->all and order it.  Return RC_OK or RC_NOMEM.
 */
rc incident_sum(struct incidents *) MUST_USE;

#endif
