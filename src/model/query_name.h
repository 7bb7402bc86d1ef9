/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names that a query may use before the colon: short ones, in one table,
 * and every name of the dictionary, unmapped.PATH, row.COLUMN, and what the
 * caller knows besides.
 */
#ifndef MODEL_QUERY_NAME_H
#define MODEL_QUERY_NAME_H

#include "base/arena.h"
#include "model/field.h"

#define QUERY_FIELDS	6		/* That one name may stand for. */

/** What the values of a name are, so what may be asked of them. */
enum query_kind {
	QUERY_KIND_TEXT,
	QUERY_KIND_WORD,	/* A word of an enumeration. */
	QUERY_KIND_ADDRESS,	/* IP address */
	QUERY_KIND_NUMBER,
	QUERY_KIND_TIME,
	QUERY_KIND_LEVEL,
	QUERY_KIND_BOOL,
	QUERY_KIND_OBJECT,	/* Is there, or is not. */
	QUERY_KIND_ANY		/* As the value looks. */
};

/* Where an alert has a value of its own; symbol, path in its short JSON. */
#define QUERY_PLACES(X)							\
	X(ID,		"id")						\
	X(TENANT,	"tenant")					\
	X(TIME,		"time")						\
	X(RULE_ID,	"rule.id")					\
	X(RULE_TITLE,	"rule.title")					\
	X(RULE_LEVEL,	"rule.level")					\
	X(RULE_TAGS,	"rule.tags")					\
	X(ENTITY_KIND,	"entity.kind")					\
	X(ENTITY_ID,	"entity.id")					\
	X(VALUE,	"value")					\
	X(EVIDENCE,	"evidence")					\
	X(COUNT,	"count")					\
	X(FIRST_SEEN,	"first_seen")					\
	X(LAST_SEEN,	"last_seen")					\
	X(STATUS,	"status")					\
	X(ASSIGNEE,	"assignee")					\
	X(VERDICT,	"verdict")

#define X(sym, path)	QUERY_PLACE_##sym,
enum query_place { QUERY_PLACE_NONE, QUERY_PLACES(X) QUERY_PLACE_TOTAL };
#undef X

/*
 * Short names: name, kind, fields of an event (joined with F; any of them
 * counts; an alert has them in "fields", "where" and "entity"), places of an
 * alert (any of them counts, too), help.
 */
#define QUERY_NAMES(X)							\
	X("vin",	TEXT, F(VEHICLE_VIN) F(VEHICLE_ID), ,		\
	    "vehicle by VIN or id")					\
	X("vehicle",	TEXT, F(VEHICLE_ID) F(VEHICLE_VIN)		\
	    F(VEHICLE_PLATE), , "vehicle by id, VIN or plate")		\
	X("plate",	TEXT, F(VEHICLE_PLATE), , "number plate")	\
	X("fleet",	TEXT, F(VEHICLE_FLEET), , "fleet")		\
	X("device",	TEXT, F(DEVICE_ID) F(DEVICE_IMEI)		\
	    F(DEVICE_SERIAL), , "unit by id, IMEI or serial number")	\
	X("sim",	TEXT, F(SIM_ICCID) F(SIM_IMSI) F(SIM_MSISDN), ,	\
	    "SIM by ICCID, IMSI or telephone number")			\
	X("account",	TEXT, F(ACTOR_ID) F(TARGET_ID) F(USER_ID)	\
	    F(LOGIN) F(TARGET_OWNER_ID), ,				\
	    "account: who did it, whom it touched, login")		\
	X("actor",	TEXT, F(ACTOR_ID), , "who did it")		\
	X("target",	TEXT, F(TARGET_ID), , "what was acted on")	\
	X("session",	TEXT, F(ACTOR_SESSION_ID), , "session")		\
	X("token",	TEXT, F(ACTOR_TOKEN_ID), , "token")		\
	X("ip",		ADDRESS, F(CLIENT_IP), , "address of the caller") \
	X("country",	TEXT, F(CLIENT_COUNTRY), , "country of it")	\
	X("ua",		TEXT, F(CLIENT_USER_AGENT), , "user agent")	\
	X("source",	TEXT, F(SOURCE_NAME), , "source")		\
	X("tenant",	TEXT, F(TENANT), P(TENANT), "tenant")		\
	X("id",		TEXT, F(ID), P(ID), "id of event or alert")	\
	X("time",	TIME, F(TIME), P(TIME), "when it happened")	\
	X("status",	ANY, F(STATUS), P(STATUS),			\
	    "HTTP status; an alert's own state")			\
	X("rule",	TEXT, F(RULE_ID), P(RULE_ID) P(RULE_TITLE),	\
	    "rule by id or title")					\
	X("severity",	LEVEL, , P(RULE_LEVEL), "level of the alert")	\
	X("tag",	TEXT, , P(RULE_TAGS), "tag of the alert's rule") \
	X("entity",	TEXT, , P(ENTITY_ID), "whom the alert is about") \
	X("entity_kind", TEXT, , P(ENTITY_KIND), "what kind it is of")	\
	X("value",	NUMBER, , P(VALUE), "computed value of the alert") \
	X("evidence",	TEXT, , P(EVIDENCE), "id of an event in evidence") \
	X("matches",	NUMBER, , P(COUNT), "matches of the alert's rule") \
	X("first_seen",	TIME, , P(FIRST_SEEN), "first match")		\
	X("last_seen",	TIME, , P(LAST_SEEN), "last match")		\
	X("assignee",	TEXT, , P(ASSIGNEE), "who has the alert")	\
	X("verdict",	TEXT, , P(VERDICT), "verdict of a closed alert") \
	X("former_owner", TEXT, F(FROM), , "field 'from' of events")	\
	X("new_owner",	TEXT, F(TO), , "field 'to' of events")

/**
 * A name as a query uses it.  In an event its values are those of ${field};
 * with none of those, the value of the extra name ${name}.  In an alert they
 * are at its ${place}s, and where the alert shows these fields or, with
 * neither, ${name}.
 */
struct query_name {
	struct span		 name;		/* As written in queries. */
	enum query_kind		 kind;
	enum field_id		 field[QUERY_FIELDS + 1];	/* FIELD_NONE */
	enum query_place	 place[3];	/* QUERY_PLACE_NONE ends it. */
	const char		*help;		/* Of a short name, or NULL. */
};

/** Names that the caller knows besides, such as facts. */
struct query_extra {
	void	*ctx;
	/** has(ctx, name, kind): Is there such a name?  Store its kind. */
	bool	(*has)(void *, struct span, enum query_kind *);
	/** near(ctx, s, asked): Try every such name against ${asked}. */
	void	(*near)(void *, struct suggest *, struct span);
};

/** query_name_short(n): The short names, in the table's order. */
const struct query_name *query_name_short(size_t *);

/**
 * query_name_find(name, extra, a, ret):
 * What ${name} means, into ${ret}, in ${a} unless it is a short name.  Return
 * RC_OK, RC_NOTFOUND or RC_NOMEM.
 */
rc query_name_find(struct span, const struct query_extra *, struct arena *,
    const struct query_name **) MUST_USE;

/** query_name_near(name, extra, s): Try every name against ${name}. */
void query_name_near(struct span, const struct query_extra *,
    struct suggest *);

/** query_name_place(p): Its path in an alert's short JSON, "rule.id". */
const char *query_name_place(enum query_place);

#endif
