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

#define DESK_SHAPES_ROLE						\
	"enum{viewer,analyst,responder,engineer,dpo,admin}"
#define DESK_SHAPES_SCOPE						\
	"enum{alerts:read,alerts:work,events:read,sources:read,"	\
	"rules:read,rules:set,reference:write,metrics:read,personal:see," \
	"audit:read,users:manage}"

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
	X(AlertAssign, "assignee!:text{63}", "Who works on it; or nobody.") \
	X(AlertClose, "verdict!:enum{true_positive,false_positive,benign," \
	    "duplicate,inconclusive} reason!:text{2000}", "How it ends.") \
	X(Comment, "text!:text{4000}", "What is said.")			\
	X(Work, "time!:time who!:text what!:text value!:text text!:text", \
	    "What was done: status, assign, comment or close.")		\
	X(Works, "items!:*Work", "What was done, oldest first.")	\
	X(Rule, "id!:text title!:text level!:text status:text "		\
	    "tags!:*text correlation!:bool "				\
	    "state!:enum{enabled,observed,muted} until:time "		\
	    "alerts!:int last:time", "A rule, and what it found.")	\
	X(Rules, "items!:*Rule", "Rules.")				\
	X(RuleState, "state!:enum{enabled,observed,muted} "		\
	    "reason!:text{2000} until:time",				\
	    "Its alerts are kept all the same, in that state.")		\
	X(Row, "table!:text key!:text op:enum{set,end} valid_from:time " \
	    "valid_to:time row:object", "A row of a register.")		\
	X(Reference, "rows!:*Row", "Rows; vedette-events(5) has the tables.") \
	X(Accepted, "accepted!:int", "How many are on disk.")		\
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
	X(Setup, "code!:text{64} name!:text{63} password!:text{1024}",	\
	    "What makes the first administrator.")			\
	X(SignIn, "name!:text{63} password!:text{1024} code:text{6}",	\
	    "Who one is; the code of the second factor, if there is one.") \
	X(SignedIn, "name!:text role!:text csrf!:text expires!:time",	\
	    "A session; csrf goes with each change as Vedette-CSRF.")	\
	X(Session, "id!:text account!:text from!:text made!:time "	\
	    "seen!:time expires:time", "A session.")			\
	X(Sessions, "items!:*Session", "Sessions.")			\
	X(Token, "id!:text account!:text from!:text name!:text role!:text " \
	    "scopes!:*text made!:time seen:time expires:time",		\
	    "A token; no scopes: all of its role.")			\
	X(Tokens, "items!:*Token", "Tokens.")				\
	X(NewToken, "name!:text{63} role:" DESK_SHAPES_ROLE		\
	    " scopes:*" DESK_SHAPES_SCOPE " days:int{1,3650}",		\
	    "A token; 90 days if not said.")				\
	X(MadeToken, "id!:text name!:text token!:text expires!:time",	\
	    "A token, shown this once.")				\
	X(User, "name!:text role!:text tenant!:text totp!:bool "	\
	    "disabled!:bool made!:time changed!:time version!:int",	\
	    "An account.")						\
	X(Users, "items!:*User", "Accounts.")				\
	X(NewUser, "name!:text{63} role!:" DESK_SHAPES_ROLE		\
	    " tenant:text{63} password!:text{1024}", "An account.")	\
	X(ChangedUser, "role:" DESK_SHAPES_ROLE				\
	    " tenant:text{63} disabled:bool", "What changes.")		\
	X(NewPassword, "password!:text{1024} old:text{1024}",		\
	    "The old one is needed for one's own.")			\
	X(Totp, "secret!:text uri!:text", "A second factor for an app.") \
	X(TotpCode, "code!:text{6}", "What the app shows.")		\
	X(Note, "seq!:int time!:time who!:text what!:text object!:text " \
	    "from!:text outcome!:text detail!:text", "What was done.")	\
	X(Notes, "items!:*Note next:text",				\
	    "A page; next is the query of the page after it.")		\
	X(Whoami, "name!:text role!:text permissions!:*text",		\
	    "Who asks, and what he may.")				\
	X(Version, "version!:text", "Of the program.")

#endif
