/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The roles of vedette run, each once, and who talks with whom.
 */
#ifndef CLI_ROLES_H
#define CLI_ROLES_H

#include "cli/role.h"

/** role, its kind: all but the parent, in the order in which they start. */
#define ROLES(X)							\
	X(KEEPER, role_keeper)						\
	X(ENGINE, role_engine)						\
	X(EDGE,	  role_edge)						\
	X(ACT,	  role_act)						\
	X(API,	  role_api)

#define X(role, kind)	extern const struct role_kind kind;
ROLES(X)
#undef X

/** The number of the status socket, where the API's has 0. */
#define ROLES_STATUS	1

/** Pairs that are linked. */
#define ROLES_LINKED(X)							\
	X(EDGE, ENGINE)							\
	X(EDGE, KEEPER)							\
	X(ENGINE, KEEPER)						\
	X(ACT,	  KEEPER)						\
	X(API,	  KEEPER)

/** roles_kind(role): NULL for the parent. */
const struct role_kind *roles_kind(enum messages_role);

/** roles_linked(a, b): Do they talk with each other? */
bool roles_linked(enum messages_role, enum messages_role);

#endif
