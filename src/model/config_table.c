/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of the configuration as tables. */
#include "model/config_table.h"
#include "model/level.h"

/* Short names for the columns of the rows. */
#define NONE	NULL
#define ALL	~0u
#define NO	0u
#define RELOAD	false
#define RESTART	true
#define IN(kind)	(1u << CONFIG_SOURCE_##kind)
#define OUT(kind)	(1u << CONFIG_OUTPUT_##kind)
#define NETWORKED	(IN(TRACKER) | IN(HTTP) | IN(SYSLOG) | IN(MQTT) | \
			    IN(KAFKA))
#define REMOTELY	(ALL & ~OUT(FILE))
#define PARENT	CONFIG_TELL_PARENT
#define EDGE	CONFIG_TELL_EDGE
#define ENGINE	CONFIG_TELL_ENGINE
#define KEEPER	CONFIG_TELL_KEEPER
#define ACT	CONFIG_TELL_ACT
#define API	CONFIG_TELL_API
#define EVERY	(PARENT | EDGE | ENGINE | KEEPER | ACT | API)

#define X(suffix, word)	word,
static const char *const config_words_sources[] = { CONFIG_SOURCES(X) NULL };
static const char *const config_words_outputs[] = { CONFIG_OUTPUTS(X) NULL };
static const char *const config_words_transports[] = {
    CONFIG_TRANSPORTS(X) NULL };
static const char *const config_words_acks[] = { CONFIG_ACKS(X) NULL };
static const char *const config_words_starts[] = { CONFIG_STARTS(X) NULL };
static const char *const config_words_sasls[] = { CONFIG_SASLS(X) NULL };
static const char *const config_words_formats[] = { CONFIG_FORMATS(X) NULL };
static const char *const config_words_stores[] = { CONFIG_STORES(X) NULL };
static const char *const config_words_logs[] = { CONFIG_LOGS(X) NULL };
static const char *const config_words_logforms[] = { CONFIG_LOGFORMS(X) NULL };
#undef X
#define X(name, ...)	#name,
static const char *const config_words_levels[] = { LEVELS(X) NULL };
#undef X

#define ROW(of, member, key, type, words, least, most, unset, kinds,	\
    needed, when, roles, help)						\
	{ key, CONFIG_##type, offsetof(struct config_##of, member),	\
	    words, least, most, unset, kinds, needed, when, roles, help },
#define X(...)	ROW(main, __VA_ARGS__)
static const struct config_row rows_main[] = { CONFIG_ROWS_main(X) };
#undef X
#define X(...)	ROW(journal, __VA_ARGS__)
static const struct config_row rows_journal[] = { CONFIG_ROWS_journal(X) };
#undef X
#define X(...)	ROW(engine, __VA_ARGS__)
static const struct config_row rows_engine[] = { CONFIG_ROWS_engine(X) };
#undef X
#define X(...)	ROW(rules, __VA_ARGS__)
static const struct config_row rows_rules[] = { CONFIG_ROWS_rules(X) };
#undef X
#define X(...)	ROW(store, __VA_ARGS__)
static const struct config_row rows_store[] = { CONFIG_ROWS_store(X) };
#undef X
#define X(...)	ROW(api, __VA_ARGS__)
static const struct config_row rows_api[] = { CONFIG_ROWS_api(X) };
#undef X
#define X(...)	ROW(log, __VA_ARGS__)
static const struct config_row rows_log[] = { CONFIG_ROWS_log(X) };
#undef X
#define X(...)	ROW(role, __VA_ARGS__)
static const struct config_row rows_role[] = { CONFIG_ROWS_role(X) };
#undef X
#define X(...)	ROW(source, __VA_ARGS__)
static const struct config_row rows_source[] = { CONFIG_ROWS_source(X) };
#undef X
#define X(...)	ROW(output, __VA_ARGS__)
static const struct config_row rows_output[] = { CONFIG_ROWS_output(X) };
#undef X

#define LISTED(path, of, help)						\
	{ path, rows_##of, COUNT_OF(rows_##of),				\
	    offsetof(struct config, of), sizeof(struct config_##of),	\
	    offsetof(struct config, of##s),				\
	    offsetof(struct config_##of, kind),				\
	    offsetof(struct config_##of, name), true, help }

static const struct config_section sections[] = {
#define X(member, path, help)						\
	{ path, rows_##member, COUNT_OF(rows_##member),			\
	    offsetof(struct config, member), 0, 0, 0, 0, false, help },
	CONFIG_SECTIONS(X)
#undef X
	LISTED("sources", source, "Where events come from."),
	LISTED("outputs", output, "Whom alerts are told."),
#define X(suffix, path, help)						\
	{ path, rows_role, COUNT_OF(rows_role),				\
	    offsetof(struct config, role[CONFIG_ROLE_##suffix]), 0, 0,	\
	    0, 0, false, help },
	CONFIG_ROLES(X)
#undef X
};

const struct config_section *
config_table_sections(size_t *n)
{

	*n = COUNT_OF(sections);
	return (sections);
}

const char *
config_table_what(enum config_type type)
{
	static const char *const what[] = {
#define X(name, text)	[CONFIG_##name] = (text),
		CONFIG_TYPES(X)
#undef X
	};

	return (what[type]);
}

bool
config_table_listed(enum config_type type)
{

	return (type == CONFIG_TEXTS || type == CONFIG_PATHS ||
	    type == CONFIG_REMOTES);
}

const void *
config_table_entries(const struct config *c, const struct config_section *s,
    size_t *n)
{
	const char *base = (const char *)c + s->at;
	const void *entries;

	*n = 1;
	if (!s->list)
		return (base);
	memcpy(&entries, base, sizeof(entries));
	memcpy(n, (const char *)c + s->n_at, sizeof(*n));
	return (entries);
}

unsigned
config_table_kind(const struct config_section *s, const void *entry)
{
	int kind;

	if (!s->list)
		return (~0u);
	memcpy(&kind, (const char *)entry + s->kind_at, sizeof(kind));
	return (1u << kind);
}

const char *
config_table_name(const struct config_section *s, const void *entry)
{
	const char *name;

	if (!s->list)
		return (s->path);
	memcpy(&name, (const char *)entry + s->name_at, sizeof(name));
	return (name);
}

const char *
config_table_role(unsigned bit)
{
	static const char *const name[] = { "edge", "engine", "keeper",
	    "act", "api", "parent" };

	for (size_t i = 0; i < COUNT_OF(name); i++)
		if (bit == 1u << i)
			return (name[i]);
	return (NULL);
}
