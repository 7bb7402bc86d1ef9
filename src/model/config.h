/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration of the service, as read from vedette.yaml.
 *
 *	text -> config_load() -> struct config [ journal, api, ... ]
 *	                          |        [ source, source ... ]
 *	                          |        [ output, output ... ]
 *	                          +-> each wrong place, with line and why
 *
 * Its members are the rows of model/config_rows.h.  Nothing is opened here:
 * what the values point at is looked at by who uses them, and by doctor.
 */
#ifndef MODEL_CONFIG_H
#define MODEL_CONFIG_H

#include "base/rc.h"
#include "base/span.h"
#include "model/config_rows.h"

#define CONFIG_TEXT_MAX	4096		/* Bytes of a file, of a path. */
#define CONFIG_LIST_MAX	64		/* Sources; outputs. */

#define X(suffix, word)	CONFIG_SOURCE_##suffix,
enum config_source_kind { CONFIG_SOURCES(X) CONFIG_SOURCE_COUNT };
#undef X
#define X(suffix, word)	CONFIG_OUTPUT_##suffix,
enum config_output_kind { CONFIG_OUTPUTS(X) CONFIG_OUTPUT_COUNT };
#undef X
#define X(suffix, word)	CONFIG_TRANSPORT_##suffix,
enum config_transport { CONFIG_TRANSPORTS(X) };
#undef X
#define X(suffix, word)	CONFIG_ACK_##suffix,
enum config_ack { CONFIG_ACKS(X) };
#undef X
#define X(suffix, word)	CONFIG_START_##suffix,
enum config_start { CONFIG_STARTS(X) };
#undef X
#define X(suffix, word)	CONFIG_SASL_##suffix,
enum config_sasl { CONFIG_SASLS(X) };
#undef X
#define X(suffix, word)	CONFIG_FORMAT_##suffix,
enum config_format { CONFIG_FORMATS(X) };
#undef X
#define X(suffix, word)	CONFIG_STORE_##suffix,
enum config_store_engine { CONFIG_STORES(X) };
#undef X
#define X(suffix, word)	CONFIG_LOG_##suffix,
enum config_log_level { CONFIG_LOGS(X) };
#undef X
#define X(suffix, word)	CONFIG_LOGFORM_##suffix,
enum config_log_form { CONFIG_LOGFORMS(X) };
#undef X
#define X(suffix, path, help)	CONFIG_ROLE_##suffix,
enum config_role_name { CONFIG_ROLES(X) CONFIG_ROLE_COUNT };
#undef X

/** Where to listen or whom to reach. */
struct config_addr {
	enum {
		CONFIG_ADDR_UNSET,
		CONFIG_ADDR_ANY,	/* All addresses: "*:PORT". */
		CONFIG_ADDR_IP,
		CONFIG_ADDR_NAME,	/* To be resolved; never to listen. */
		CONFIG_ADDR_UNIX
	}		 kind;
	const char	*text;		/* As written; NULL if unset. */
	const char	*host;		/* Without brackets; or the path. */
	uint16_t	 port;		/* 1 to 65535; 0 of a UNIX path. */
};

/** Where a secret lies; it is never in the configuration itself. */
struct config_secret {
	enum {
		CONFIG_SECRET_UNSET,
		CONFIG_SECRET_FILE,
		CONFIG_SECRET_CREDENTIAL	/* systemd's LoadCredential= */
	}		 kind;
	const char	*name;		/* Path or name; NULL if unset. */
};

/** Several; ${addr} of a REMOTES, ${text} of the others. */
struct config_list {
	const char		*const *text;
	const struct config_addr *addr;
	size_t			 n;
};

/* Types of rows in C: TIME is ms, SIZE bytes; texts NULL if unset; an ENUM
 * counts from 0 in its list of words. */
#define CONFIG_C_BOOL		bool
#define CONFIG_C_INT		int64_t
#define CONFIG_C_TIME		int64_t
#define CONFIG_C_SIZE		int64_t
#define CONFIG_C_TEXT		const char *
#define CONFIG_C_NAME		const char *
#define CONFIG_C_PATH		const char *
#define CONFIG_C_SUM		const char *
#define CONFIG_C_URL		const char *
#define CONFIG_C_LISTEN		struct config_addr
#define CONFIG_C_REMOTE		struct config_addr
#define CONFIG_C_ENUM		int
#define CONFIG_C_SECRET		struct config_secret
#define CONFIG_C_TEXTS		struct config_list
#define CONFIG_C_PATHS		struct config_list
#define CONFIG_C_REMOTES	struct config_list

/* struct config_journal { int64_t segment_size; ... }, and so on. */
#define X(member, key, type, ...)	CONFIG_C_##type member;
struct config_main { CONFIG_ROWS_main(X) };
struct config_journal { CONFIG_ROWS_journal(X) };
struct config_engine { CONFIG_ROWS_engine(X) };
struct config_rules { CONFIG_ROWS_rules(X) };
struct config_store { CONFIG_ROWS_store(X) };
struct config_api { CONFIG_ROWS_api(X) };
struct config_log { CONFIG_ROWS_log(X) };
struct config_role { CONFIG_ROWS_role(X) };
struct config_source { CONFIG_ROWS_source(X) };
struct config_output { CONFIG_ROWS_output(X) };
#undef X

struct config_text;

/** All of it; does not change once loaded. */
struct config {
#define X(member, path, help)	struct config_##member member;
	CONFIG_SECTIONS(X)
#undef X
	struct config_role	 role[CONFIG_ROLE_COUNT];
	struct config_source	*source;	/* By the file's order. */
	size_t			 sources;
	struct config_output	*output;
	size_t			 outputs;
	struct config_text	*own;		/* Memory and lines. */
};

/** config_error_fn(ctx, line, col, what): A wrong place; line 0: none. */
typedef void config_error_fn(void *, unsigned, unsigned, const char *);

/**
 * config_load(text, error, ctx, ret):
 * Read the YAML ${text}; what is not given has its default.  All that is
 * wrong is told to ${error}: unknown keys, values, and values that contradict
 * each other; a secret that stands in the text is never repeated.  Return
 * RC_OK; RC_MALFORMED: something was told; RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with config_free().
 * Copies:   what it needs of ${text}.
 */
rc config_load(struct span, config_error_fn *, void *, struct config **)
    MUST_USE;

/** config_free(c): NULL is fine. */
void config_free(struct config *);

/**
 * config_line(c, member):
 * The line where the member at ${member}, inside of ${c}, was set; 0 if it
 * has its default.
 */
unsigned config_line(const struct config *, const void *);

#endif
