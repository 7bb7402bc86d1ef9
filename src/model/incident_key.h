/* SPDX-License-Identifier: Apache-2.0 */
/* What ties alerts together: who did it, to what, from where. */
#ifndef MODEL_INCIDENT_KEY_H
#define MODEL_INCIDENT_KEY_H

#include "model/view.h"

/* How an entity ties alerts together. */
enum incident_role {
	INCIDENT_WHO,			/* Acts: a likely cause. */
	INCIDENT_WHAT,			/* Is acted on. */
	INCIDENT_SEEN			/* Ties nothing: many try the same. */
};

/*
 * kind, field, role.  The order says which ties first, and which of those
 * that tie the same alerts is called the cause.  A target has the kind that
 * the event says.
 */
#define INCIDENT_KINDS(X)						\
	X("actor",	ACTOR_ID,		WHO)			\
	X("token",	ACTOR_TOKEN_ID,		WHO)			\
	X("session",	ACTOR_SESSION_ID,	WHO)			\
	X("login",	LOGIN,			SEEN)			\
	X("network",	CLIENT_IP,		WHO)			\
	X("campaign",	CAMPAIGN_ID,		WHO)			\
	X("station",	STATION_ID,		WHAT)			\
	X("device",	DEVICE_ID,		WHAT)			\
	X("vehicle",	VEHICLE_ID,		WHAT)			\
	X("sim",	SIM_ICCID,		WHAT)			\
	X("booking",	BOOKING_ID,		WHAT)			\
	X("database",	DATABASE,		WHAT)			\
	X("resource",	BUCKET,			WHAT)			\
	X("resource",	RESOURCE,		WHAT)			\
	X("target",	TARGET_ID,		WHAT)

#define INCIDENT_KEYS	16		/* Of one event: each row, entity. */

/** One of them. */
struct incident_key {
	const char		*kind;		/* Static, or the alert's. */
	struct span		 id;		/* Borrowed from the event. */
	enum incident_role	 role;
	unsigned		 rank;		/* Place in the list. */
	bool			 entity;	/* The alert is about it: */
						/* then it ties. */
};

/**
 * incident_key_list(ev, a, ret):
 * The keys of ${ev}, in order, and with ${a} the entity of that alert; as
 * many as are returned, each once.  An address that carriers share among
 * their customers (net_kind mobile, apn) ties nothing together, nor does a
 * tenant.  An alert about a source is not about what the event that decided it
 * acts on: which one that was is chance.
 */
size_t incident_key_list(const struct event *, const struct alert *,
    struct incident_key [INCIDENT_KEYS]);

#endif
