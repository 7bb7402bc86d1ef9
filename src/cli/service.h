/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration of vedette run, vedette.yaml: one row a setting.  Unknown
 * keys are refused with the nearest that is known.
 *
 *	data:		/var/lib/vedette
 *	rules:		[PATH, ...]
 *	sources:	[{name: NAME, kind: http, listen: ADDRESS, ...}, ...]
 *	api:		{listen: ADDRESS}
 */
#ifndef CLI_SERVICE_H
#define CLI_SERVICE_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/span.h"

#define SERVICE_SOURCES	32
#define SERVICE_RULES	64

/** Kinds of sources: name, help */
#define SERVICE_KINDS(X)						\
	X(http, "events are pushed to POST /v1/events")

#define X(name, help)	SERVICE_##name,
enum service_kind { SERVICE_KINDS(X) SERVICE_KIND_COUNT };
#undef X

/** Where bytes come in. */
struct service_source {
	const char		*name, *listen;
	const char		*mapping;	/* NULL: event lines. */
	const char		*token;		/* SHA-256 in hexadecimal of */
						/* who may push; NULL: any. */
	enum service_kind	 kind;
};

/** All settings; texts in the arena. */
struct service {
	const char		*data;
	const char		*journal, *state;	/* Folders in it. */
	const char		*store;
	const char		*rules[SERVICE_RULES];
	size_t			 rules_n;
	struct service_source	 source[SERVICE_SOURCES];
	size_t			 sources;
	const char		*api;		/* Where it listens, or NULL. */
	int64_t			 shards;
	int64_t			 segment_mb;	/* MB of a segment. */
	int64_t			 keep_days, keep_gb;	/* 0: for ever. */
	int64_t			 snapshot_s;	/* Between snapshots. */
	int64_t			 tick_s;	/* Between idle ticks, or 0. */
	struct arena		 arena;
};

/**
 * service_parse(text, path, s, e):
 * Read the configuration.  Return RC_OK; or RC_MALFORMED with ${e} naming
 * ${path}, line, key and what was expected; or RC_NOMEM.  service_release()
 * in any case.
 */
rc service_parse(struct span, const char *, struct service *, struct err *)
    MUST_USE;

/** service_release(s): Give the texts back. */
void service_release(struct service *);

/** service_kind_name(kind): "http". */
const char *service_kind_name(enum service_kind);

#endif
