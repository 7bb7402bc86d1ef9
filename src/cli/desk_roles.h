/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may do what at the API: permissions, and the roles that have them.
 */
#ifndef CLI_DESK_ROLES_H
#define CLI_DESK_ROLES_H

#include "base/span.h"

/* symbol, name, help */
#define DESK_PERMISSIONS(X)						\
	X(ALERTS, "alerts:read", "See alerts, and as they come.")	\
	X(WORK, "alerts:work", "Assign, comment on and close alerts.")	\
	X(EVENTS, "events:read", "Search events; see entities.")	\
	X(SOURCES, "sources:read", "See the state of sources.")		\
	X(RULES, "rules:read", "See rules and what they count.")	\
	X(RULES_SET, "rules:set", "Mute rules, and lift that.")		\
	X(REFERENCE, "reference:write", "Change registers.")		\
	X(METRICS, "metrics:read", "See what the service counts.")	\
	X(PERSONAL, "personal:see",					\
	    "See personal data unmasked, with a purpose.")		\
	X(AUDIT, "audit:read", "See who signed in and changed what.")	\
	X(USERS, "users:manage", "Manage users, sessions and tokens.")	\
	X(PUBLIC, "public", "Nobody has to be signed in.")

#define X(sym, name, help)	DESK_AT_##sym,
enum { DESK_PERMISSIONS(X) DESK_PERMISSION_COUNT };
#undef X

#define X(sym, name, help)	DESK_##sym = 1u << DESK_AT_##sym,
enum { DESK_NOTHING, DESK_PERMISSIONS(X) };
#undef X

/*
 * name, what it may, help.  Nobody has all: who manages users sees no personal
 * data, who sees them cannot make it undone in the records.
 */
#define DESK_ROLES(X)							\
	X("viewer", DESK_ALERTS | DESK_SOURCES | DESK_RULES,		\
	    "Looks on.")						\
	X("analyst", DESK_ALERTS | DESK_WORK | DESK_EVENTS |		\
	    DESK_SOURCES | DESK_RULES, "Works on alerts.")		\
	X("responder", DESK_ALERTS | DESK_WORK | DESK_EVENTS |		\
	    DESK_SOURCES | DESK_RULES | DESK_PERSONAL,			\
	    "Works on alerts and has to find the people.")		\
	X("engineer", DESK_ALERTS | DESK_EVENTS | DESK_SOURCES |	\
	    DESK_RULES | DESK_RULES_SET | DESK_REFERENCE | DESK_METRICS, \
	    "Keeps rules, sources and registers in order.")		\
	X("dpo", DESK_ALERTS | DESK_EVENTS | DESK_PERSONAL | DESK_AUDIT, \
	    "Data-protection officer.")					\
	X("admin", DESK_ALERTS | DESK_WORK | DESK_EVENTS | DESK_SOURCES | \
	    DESK_RULES | DESK_RULES_SET | DESK_REFERENCE |		\
	    DESK_METRICS | DESK_AUDIT | DESK_USERS, "Runs the service.")

/** desk_roles_may(role): What it may; 0 for what is no role. */
unsigned desk_roles_may(struct span);

/** desk_roles_name(i): The ${i}th role's name; NULL behind the last. */
const char *desk_roles_name(unsigned);

/** desk_roles_help(i): What it is for. */
const char *desk_roles_help(unsigned);

/** desk_roles_permission(i): "alerts:read" of DESK_AT_ALERTS. */
const char *desk_roles_permission(unsigned);

/** desk_roles_permission_help(i): What it allows. */
const char *desk_roles_permission_help(unsigned);

/** desk_roles_bit(name): DESK_ALERTS of "alerts:read"; 0 for none. */
unsigned desk_roles_bit(struct span);

#endif
