/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The routes of the API, each once: who may, what it takes, what it answers.
 * The desk, schema/openapi.json and the test of all doors come from here; a
 * row without an owner check has too few columns to compile.
 *
 * method
 * path		"{id}" stands for one segment
 * handler	desk_HANDLER(), in its subject's file
 * permission	a suffix of DESK_PERMISSIONS; NOTHING: any account
 * owner	a check of desk_owner.c: may this caller have this object?
 * parameters	words of the query, as in desk_shapes.h
 * body		its shape; "" if there is none
 * answer	shape of what is answered; "" if there is no body
 * status	when it was done
 * help		one line
 */
#ifndef CLI_DESK_ROUTES_H
#define CLI_DESK_ROUTES_H

#define DESK_ROUTES(X)							\
	X(GET, "/v1/alerts", alerts_list, ALERTS, none,			\
	    "before:int severity:int{0,6} status:text{16} "		\
	    "entity:text{256} limit:int{1,1000}", "", "Alerts", 200,	\
	    "List alerts, newest first.")				\
	X(GET, "/v1/alerts/stream", alerts_stream, ALERTS, none, "", "", \
	    "Alert", 200, "Alerts as they come: server-sent events.")	\
	X(GET, "/v1/alerts/{id}", alerts_show, ALERTS, alert, "", "",	\
	    "Alert", 200, "Show an alert.")				\
	X(POST, "/v1/alerts/{id}/status", work_status, WORK, alert,	\
	    "", "AlertStatus", "Alert", 200,				\
	    "Say what becomes of an alert.")				\
	X(POST, "/v1/alerts/{id}/assign", work_assign, WORK, alert,	\
	    "", "AlertAssign", "Alert", 200, "Say who works on an alert.") \
	X(POST, "/v1/alerts/{id}/close", work_close, WORK, alert, "",	\
	    "AlertClose", "Alert", 200, "Close an alert with a verdict.") \
	X(POST, "/v1/alerts/{id}/comments", work_comment, WORK, alert,	\
	    "", "Comment", "Work", 201, "Say something about an alert.") \
	X(GET, "/v1/alerts/{id}/history", work_history, ALERTS, alert,	\
	    "", "", "Works", 200, "List what was done with an alert.")	\
	X(GET, "/v1/rules", rules_list, RULES, none, "", "", "Rules",	\
	    200, "List rules, with what they found.")			\
	X(GET, "/v1/rules/{id}", rules_show, RULES, none, "", "",	\
	    "Rule", 200, "Show a rule.")				\
	X(POST, "/v1/rules/{id}/state", rules_state, RULES_SET, none,	\
	    "", "RuleState", "Rule", 200, "Mute or observe a rule.")	\
	X(GET, "/v1/sources", state_sources, SOURCES, none, "", "",	\
	    "Sources", 200, "Show how each source is doing.")		\
	X(POST, "/v1/reference", reference_set, REFERENCE, none, "",	\
	    "Reference", "Accepted", 200,				\
	    "Change registers: all of the rows, or none.")		\
	X(POST, "/v1/setup", signin_setup, PUBLIC, none, "", "Setup",	\
	    "SignedIn", 201, "Make the first administrator, by the code.") \
	X(POST, "/v1/session", signin_begin, PUBLIC, none, "", "SignIn", \
	    "SignedIn", 201, "Sign in: a session in a cookie.")		\
	X(DELETE, "/v1/session", signin_end, NOTHING, none, "", "", "",	\
	    204, "Sign out.")						\
	X(GET, "/v1/sessions", tokens_sessions, NOTHING, none, "", "",	\
	    "Sessions", 200, "List sessions.")				\
	X(DELETE, "/v1/sessions/{id}", tokens_end, NOTHING, session, "", \
	    "", "", 204, "End a session.")				\
	X(GET, "/v1/tokens", tokens_list, NOTHING, none, "", "",	\
	    "Tokens", 200, "List tokens.")				\
	X(POST, "/v1/tokens", tokens_add, NOTHING, none, "", "NewToken", \
	    "MadeToken", 201, "Make a token; it is shown this once.")	\
	X(DELETE, "/v1/tokens/{id}", tokens_revoke, NOTHING, token, "",	\
	    "", "", 204, "Revoke a token.")				\
	X(GET, "/v1/users", users_list, USERS, none, "", "", "Users",	\
	    200, "List users.")						\
	X(POST, "/v1/users", users_add, USERS, none, "", "NewUser",	\
	    "User", 201, "Add a user.")					\
	X(GET, "/v1/users/{id}", users_show, NOTHING, user, "", "",	\
	    "User", 200, "Show a user.")				\
	X(PATCH, "/v1/users/{id}", users_change, USERS, user, "",	\
	    "ChangedUser", "User", 200, "Change role, tenant, or disable.") \
	X(POST, "/v1/users/{id}/password", users_password, NOTHING, user, \
	    "", "NewPassword", "", 204, "Change a password.")		\
	X(POST, "/v1/users/{id}/totp", totp_begin, NOTHING, self, "", "", \
	    "Totp", 201, "Make a second factor; it is shown this once.") \
	X(POST, "/v1/users/{id}/totp/confirm", totp_confirm, NOTHING,	\
	    self, "", "TotpCode", "", 204, "Show that it works: it holds.") \
	X(DELETE, "/v1/users/{id}/totp", totp_off, NOTHING, user, "", "", \
	    "", 204, "Remove the second factor.")			\
	X(GET, "/v1/audit", audit_list, AUDIT, none,			\
	    "before:int limit:int{1,1000}", "", "Notes", 200,		\
	    "List who signed in, changed and saw what, newest first.")	\
	X(GET, "/metrics", state_metrics, METRICS, none, "", "", "",	\
	    200, "Show what the service counts: OpenMetrics.")		\
	X(GET, "/v1/whoami", self_whoami, NOTHING, none, "", "",	\
	    "Whoami", 200, "Show who asks.")				\
	X(GET, "/v1/version", self_version, NOTHING, none, "", "",	\
	    "Version", 200, "Show the program's version.")

#endif
