/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What bodies and answers of the API look like: one row a shape.  Members are
 * words "name:type", "name!:type" if it is always there; a type is
 *
 *	text{most}	bytes at most; without braces any
 *	int{least,most}	a whole number
 *	num bool	as JSON has them
 *	time		RFC 3339
 *	enum{a,b}	one of these
 *	object		any object
 *	Name		that shape
 *	*type		an array of it
 *
 * Checks of bodies and the OpenAPI file come from here.
 */
#ifndef CLI_DESK_SHAPES_H
#define CLI_DESK_SHAPES_H

/* name, members, help */
#define DESK_SHAPES(X)							\
	X(Problem, "type:text title!:text status!:int detail:text",	\
	    "Why it was not done: RFC 9457.")				\
	X(AlertRule, "id!:text title!:text level!:text tags:*text",	\
	    "The rule that judged.")					\
	X(Entity, "kind!:text id!:text", "Whom an alert is about.")	\
	X(Inexact, "at_least!:bool error!:num",				\
	    "How far a computed value may be off.")			\
	X(Alert, "id!:text tenant!:text time!:time rule!:AlertRule "	\
	    "entity!:Entity where!:object facts!:object value:num "	\
	    "inexact:Inexact evidence!:*text count!:int "		\
	    "first_seen!:time last_seen!:time status!:text "		\
	    "assignee!:text seq!:int version!:int", "A rule's verdict.") \
	X(Alerts, "items!:*Alert next:text",				\
	    "A page; next is the query of the page after it.")		\
	X(AlertStatus, "status!:enum{new,open,closed} assignee:text{64}", \
	    "What becomes of an alert.")				\
	X(JournalState, "durable!:int judged!:int full!:bool behind!:bool", \
	    "Lines that are safe, and judged; full: it cannot be written " \
	    "now; behind: the engine is, so that senders wait.")	\
	X(Refused, "line!:int what!:text", "Something that was not taken.") \
	X(Source, "name!:text kind!:text "				\
	    "state!:enum{starts,runs,waits,fails,ended} since!:time "	\
	    "why!:text accepted!:int rejected!:int skipped!:int "	\
	    "lost!:int connections!:int refused!:int last_seen:time "	\
	    "lag:int samples!:*Refused", "How a source is doing.")	\
	X(Sources, "journal!:JournalState sources!:*Source",		\
	    "What the edge said last.")					\
	X(Whoami, "name!:text role!:text permissions!:*text",		\
	    "Who asks, and what he may.")				\
	X(Version, "version!:text", "Of the program.")

#endif
