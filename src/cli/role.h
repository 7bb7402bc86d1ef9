/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A role of vedette run: a process with one duty, its links to those it
 * talks with, and bounds that it cannot leave.
 *
 *	parent --setup--> start() --> confined --ready--> parent
 *	parent --link, listen, ...--> link(), message()
 *	parent --stop--> stop() ... role_leave()
 *
 * A new role is a row in cli/roles.h and a file role_NAME.c.
 */
#ifndef CLI_ROLE_H
#define CLI_ROLE_H

#include "model/config.h"
#include "cli/saying.h"
#include "model/meters.h"
#include "sys/confine.h"
#include "sys/channel.h"

#define ROLE_PATHS	256		/* That one may reach. */

/** What a role needs once it is confined. */
struct role_reach {
	unsigned		 calls;		/* CONFINE_* groups. */
	struct confine_path	 path[ROLE_PATHS];
	size_t			 paths;
};

/** One role's process. */
struct role {
	enum messages_role	 me;
	struct loop		*loop;		/* Owned. */
	struct channel		*peer[MESSAGES_ROLE_COUNT];	/* Owned; */
						/* NULL: not there. */
	void			*state;		/* Of its kind. */
	int			 status;	/* To exit with. */
	bool			 ends;		/* It was told to. */
	bool			 heir;		/* Another goes on where it */
						/* stands: end at once. */
	int			 statm;		/* To see its memory. */
	struct buf		 out;		/* To write a body in. */
};

/** What a role does; members may be NULL but start. */
struct role_kind {
	unsigned	 calls;		/* CONFINE_* groups. */
	/**
	 * Open what it needs from ${setup} and add what it is to reach to
	 * ${reach}, which has the kind's calls; then it is confined.
	 */
	rc	(*start)(struct role *, const struct messages_setup *setup,
		    struct role_reach *reach, struct err *);
	/** It is confined, and the loop will run. */
	rc	(*run)(struct role *, struct err *);
	/** The link to a peer is there, a new one if there was one before. */
	void	(*link)(struct role *, enum messages_role);
	/** A message that is allowed; ${fd}, or -1, is the callee's. */
	rc	(*message)(struct role *, enum messages_role from,
		    enum messages_kind, struct span body, int fd,
		    struct err *);
	/** Come to an end: role_leave() when done. */
	void	(*stop)(struct role *);
	/** Tell what it counts of itself, by meters_put(). */
	void	(*meters)(struct role *, struct buf *);
	/** Give back ${state}. */
	void	(*release)(struct role *);
};

/** role_main(me): The process of a role; returns its exit status. */
int role_main(enum messages_role);

/**
 * role_send(r, to, kind, body, fd): As channel_send(); to a peer that is not
 * there nothing is sent.  When memory is short the role ends: its peers would
 * wait for ever.
 */
void role_send(struct role *, enum messages_role, enum messages_kind,
    struct span, int);

/**
 * ROLE_SEND(r, to, name, fd, ...): Send messages_NAME with these members.
 */
#define ROLE_SEND(r, to, name, fd, ...)					\
do {									\
	const struct messages_##name m_ = { __VA_ARGS__ };		\
	struct role *r_ = (r);						\
									\
	buf_clear(&r_->out);						\
	messages_put_##name(&r_->out, &m_);				\
	role_send(r_, (to), MESSAGES_KIND(name), buf_span(&r_->out),	\
	    (fd));							\
} while (0)

/** role_log(r, level, fmt, ...): As saying_line(), with the role's name. */
#define role_log(r, level, ...)						\
	saying_line((level), messages_role_name((r)->me), __VA_ARGS__)

/** role_say(r, fmt, ...), role_warn(r, fmt, ...): The same of what is good to
 * know, and of what somebody should look at. */
#define role_say(r, ...)	role_log((r), CONFIG_LOG_INFO, __VA_ARGS__)
#define role_warn(r, ...)	role_log((r), CONFIG_LOG_WARNING, __VA_ARGS__)

/** role_reach(to, path, may, e): Add ${path}, borrowed until the role is
 * confined; ${may}: CONFINE_READ or CONFINE_WRITE.  RC_OK or RC_LIMIT. */
rc role_reach(struct role_reach *, const char *, unsigned, struct err *)
    MUST_USE;

/** role_fail(r, e): Say why, and end with a failure. */
void role_fail(struct role *, const struct err *);

/** role_leave(r): All is done. */
void role_leave(struct role *);

#endif
