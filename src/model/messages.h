/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the roles of the service say to each other: one row a message, one
 * list of members each.  What is not a row may not be said.
 *
 * A body is its members in order, as base/pack.h writes them.
 */
#ifndef MODEL_MESSAGES_H
#define MODEL_MESSAGES_H

#include "base/buf.h"
#include "base/rc.h"

/** name, text, help: the roles, in the order in which they are started. */
#define MESSAGES_ROLES(X)						\
	X(PARENT, "parent", "reads the configuration, binds, starts roles") \
	X(KEEPER, "keeper", "owns the database")			\
	X(ENGINE, "engine", "reads the journal, judges")		\
	X(EDGE,	  "edge", "takes input, appends to the journal")	\
	X(ACT,	  "act", "tells the outside")				\
	X(API,	  "api", "serves people and machines")

#define X(name, text, help)	MESSAGES_##name,
enum messages_role { MESSAGES_ROLES(X) MESSAGES_ROLE_COUNT };
#undef X

/** messages_role_name(role): "edge". */
const char *messages_role_name(enum messages_role);

/** messages_role_find(name): MESSAGES_ROLE_COUNT if there is none. */
enum messages_role messages_role_find(struct span);

/*
 * Members: N(name) a whole number, S(name) bytes.
 */
#define MESSAGES_SETUP(N, S)						\
	S(config)		/* The configuration's text, */		\
	S(path)			/* and where it was read. */		\
	N(level) N(form)	/* Of what it says; as of a log. */
#define MESSAGES_LOG(N, S)						\
	N(level)		/* enum config_log_level */		\
	N(form)			/* enum config_log_form */
#define MESSAGES_METERS(N, S)						\
	S(samples)		/* As model/meters.h has them. */
#define MESSAGES_PING(N, S)						\
	N(number)
#define MESSAGES_PONG(N, S)						\
	N(number)							\
	N(resident)		/* Bytes of memory. */
#define MESSAGES_LINK(N, S)						\
	N(peer)			/* enum messages_role */
#define MESSAGES_LISTEN(N, S)						\
	N(source)		/* Place in the configuration. */
#define MESSAGES_STOP(N, S)						\
	N(grace)		/* ms */				\
	N(heir)			/* 1: another goes on where it stands. */
#define MESSAGES_READY(N, S)						\
	N(seccomp)		/* What confines it. */			\
	N(landlock)
#define MESSAGES_NEED(N, S)						\
	N(base)			/* Offset of the segment's first line. */
#define MESSAGES_SEGMENT(N, S)						\
	N(base)
#define MESSAGES_DURABLE(N, S)						\
	N(end)			/* Offset behind the last such line. */
#define MESSAGES_JUDGED(N, S)						\
	N(end)			/* Offset behind the last such line. */
#define MESSAGES_ALERT(N, S)						\
	N(seq)			/* Of this engine's run. */		\
	N(offset)		/* Of the line that decided. */		\
	N(activity)		/* OCSF: 1 Create, 2 Update. */		\
	N(time) N(severity) N(count) N(first_seen) N(last_seen)		\
	S(id) S(tenant) S(rule) S(title) S(level)			\
	S(kind) S(entity) S(brief) S(json) S(ocsf)
#define MESSAGES_KEPT(N, S)						\
	N(seq)
#define MESSAGES_RECHECK(N, S)						\
	N(what)			/* 0: all who stream. */
#define MESSAGES_STATE(N, S)						\
	S(json)			/* Counters of a role. */
#define MESSAGES_APPEND(N, S)						\
	N(number) S(lines)	/* Event lines, each with LF. */
#define MESSAGES_APPENDED(N, S)						\
	N(number) N(durable)
#define MESSAGES_ASK(N, S)						\
	N(number)		/* Of the request. */			\
	S(who)			/* Digest of a token or session. */	\
	N(cookie)		/* ... of a session, from a cookie. */	\
	N(cross)		/* A page of another origin asks. */	\
	N(again)		/* He streams already: may he still? */	\
	S(from)			/* Address of the caller. */		\
	S(method) S(path) S(query) S(body) S(match)			\
	S(purpose)		/* For what personal data are seen. */	\
	S(proof)		/* That a page of ours sent it. */
#define MESSAGES_ANSWER(N, S)						\
	N(number) N(status)						\
	N(retry)		/* Seconds; 0: not said. */		\
	S(type) S(body) S(etag)						\
	S(cookie)		/* To set. */				\
	S(allow)		/* Methods, with a 405. */		\
	S(tenant)		/* Of a stream; empty: all. */
#define MESSAGES_NEWS(N, S)						\
	N(seq) S(tenant) S(json)

#define MESSAGES_TELL(N, S)						\
	N(row)			/* Of the outbox. */			\
	N(output)		/* Place in the configuration. */	\
	N(time) N(first_seen) N(last_seen) N(severity) N(count)		\
	S(id) S(tenant) S(rule) S(title) S(level)			\
	S(kind) S(entity) S(brief) S(json) S(ocsf)
#define MESSAGES_TOLD(N, S)						\
	N(row)								\
	N(fate)			/* enum messages_fate */		\
	N(later)		/* ms that the other side asks for. */	\
	S(why)			/* It was not told. */

/** What came of telling. */
enum messages_fate { MESSAGES_DONE, MESSAGES_AGAIN, MESSAGES_NEVER };

#define MESSAGES_ANY	(~1u)		/* All but the parent. */
#define MESSAGES_OF(role)	(1u << MESSAGES_##role)

/*
 * name, list, from, to, most bytes, with a descriptor?
 */
#define MESSAGES(X)							\
	X(setup, SETUP, MESSAGES_OF(PARENT), MESSAGES_ANY, 4194304, false) \
	X(link, LINK, MESSAGES_OF(PARENT), MESSAGES_ANY, 16, true)	\
	X(listen, LISTEN, MESSAGES_OF(PARENT),				\
	  MESSAGES_OF(EDGE) | MESSAGES_OF(API), 16, true)		\
	X(stop, STOP, MESSAGES_OF(PARENT), MESSAGES_ANY, 32, false)	\
	X(ready, READY, MESSAGES_ANY, MESSAGES_OF(PARENT), 32, false)	\
	X(log, LOG, MESSAGES_OF(PARENT), MESSAGES_ANY, 32, false)	\
	X(ping, PING, MESSAGES_OF(PARENT), MESSAGES_ANY, 16, false)	\
	X(pong, PONG, MESSAGES_ANY, MESSAGES_OF(PARENT), 32, false)	\
	X(meters, METERS, MESSAGES_OF(PARENT) | MESSAGES_OF(EDGE) |	\
	  MESSAGES_OF(ENGINE) | MESSAGES_OF(ACT) | MESSAGES_OF(API),	\
	  MESSAGES_OF(KEEPER), 65536, false)				\
	X(need, NEED, MESSAGES_OF(EDGE), MESSAGES_OF(PARENT), 16, false) \
	X(segment, SEGMENT, MESSAGES_OF(PARENT), MESSAGES_OF(EDGE), 16,	\
	  true)								\
	X(durable, DURABLE, MESSAGES_OF(EDGE), MESSAGES_OF(ENGINE), 16,	\
	  false)							\
	X(judged, JUDGED, MESSAGES_OF(ENGINE), MESSAGES_OF(EDGE), 16,	\
	  false)							\
	X(alert, ALERT, MESSAGES_OF(ENGINE), MESSAGES_OF(KEEPER),	\
	  1048576, false)						\
	X(kept, KEPT, MESSAGES_OF(KEEPER), MESSAGES_OF(ENGINE), 16,	\
	  false)							\
	X(state, STATE, MESSAGES_OF(EDGE) | MESSAGES_OF(ENGINE) |	\
	  MESSAGES_OF(ACT), MESSAGES_OF(KEEPER), 1048576, false)	\
	X(recheck, RECHECK, MESSAGES_OF(KEEPER), MESSAGES_OF(API), 16,	\
	  false)							\
	X(append, APPEND, MESSAGES_OF(KEEPER), MESSAGES_OF(EDGE),	\
	  1048576, false)						\
	X(appended, APPENDED, MESSAGES_OF(EDGE), MESSAGES_OF(KEEPER),	\
	  32, false)							\
	X(ask, ASK, MESSAGES_OF(API), MESSAGES_OF(KEEPER), 1048576, false) \
	X(answer, ANSWER, MESSAGES_OF(KEEPER), MESSAGES_OF(API),	\
	  16777216, false)						\
	X(news, NEWS, MESSAGES_OF(KEEPER), MESSAGES_OF(API), 1048576, false) \
	X(tell, TELL, MESSAGES_OF(KEEPER), MESSAGES_OF(ACT), 4194304, false) \
	X(told, TOLD, MESSAGES_OF(ACT), MESSAGES_OF(KEEPER), 1024, false)

/* struct messages_alert { uint64_t seq; ... struct span id; ... } */
#define N(name)	uint64_t name;
#define S(name)	struct span name;
#define X(name, list, from, to, most, fd)				\
	struct messages_##name { MESSAGES_##list(N, S) };
MESSAGES(X)
#undef X
#undef S
#undef N

/** MESSAGES_KIND(alert): Its number. */
#define MESSAGES_KIND(name)	MESSAGES_IS_##name
#define X(name, list, from, to, most, fd)	MESSAGES_KIND(name),
enum messages_kind { MESSAGES(X) MESSAGES_KIND_COUNT };
#undef X

/*
 * messages_put_alert(b, m): Append the body of ${m}.
 * messages_get_alert(body, m, e): Read it: RC_OK, or RC_MALFORMED with ${m}
 * not touched.  Spans are borrowed from the body.
 */
#define X(name, list, from, to, most, fd)				\
	void messages_put_##name(struct buf *,				\
	    const struct messages_##name *);				\
	rc messages_get_##name(struct span, struct messages_##name *,	\
	    struct err *) MUST_USE;
MESSAGES(X)
#undef X

/** messages_name(kind): "alert"; "?" for what is none. */
const char *messages_name(unsigned);

/**
 * messages_most(kind, from, to, fd): The most bytes of a body that may go
 * this way, or -1 if none may; ${fd}: with a descriptor.
 */
int64_t messages_most(unsigned, enum messages_role, enum messages_role,
    bool *);

#endif
