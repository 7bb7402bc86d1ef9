/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parent of the roles: starts them, links them, starts those anew that
 * die, and ends them in order.  It sees no byte of input.
 *
 *	SIGHUP	the configuration is read again (cli/role_reload.h)
 *	SIGTERM, SIGINT	the end
 *
 * The service manager is told of each (sys/notify.h), and that we live only
 * while all roles answer.
 */
#ifndef CLI_ROLE_PARENT_H
#define CLI_ROLE_PARENT_H

#include "cli/roles.h"
#include "cli/service.h"

/** A socket that listens, for a role. */
struct role_parent_socket {
	enum messages_role	to;
	uint64_t		source;		/* Of the configuration. */
	int			fd;		/* Owned by the caller. */
};

/** What to run.  All borrowed. */
struct role_parent_how {
	struct span			 config;	/* Its text, */
	const char			*path;		/* and place; */
	const struct service		*service;	/* as read. */
	const struct role_parent_socket	*socket;
	size_t				 sockets;
	/** All roles are ready, for the first time. */
	void				(*ready)(void *ctx);
	void				*ctx;
};

/** role_parent(how): Until SIGTERM or SIGINT; returns the exit status. */
int role_parent(const struct role_parent_how *);

#endif
