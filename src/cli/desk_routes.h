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
	X(POST, "/v1/alerts/{id}/status", alerts_status, WORK, alert,	\
	    "", "AlertStatus", "Alert", 200,				\
	    "Say what becomes of an alert.")				\
	X(GET, "/v1/sources", state_sources, SOURCES, none, "", "",	\
	    "Sources", 200, "Show how each source is doing.")		\
	X(GET, "/metrics", state_metrics, METRICS, none, "", "", "",	\
	    200, "Show what the service counts: OpenMetrics.")		\
	X(GET, "/v1/whoami", self_whoami, NOTHING, none, "", "",	\
	    "Whoami", 200, "Show who asks.")				\
	X(GET, "/v1/version", self_version, NOTHING, none, "", "",	\
	    "Version", 200, "Show the program's version.")

#endif
