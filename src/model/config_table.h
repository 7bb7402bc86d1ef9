/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of the configuration as tables to be walked. */
#ifndef MODEL_CONFIG_TABLE_H
#define MODEL_CONFIG_TABLE_H

#include "model/config.h"

#define X(type, what)	CONFIG_##type,
enum config_type { CONFIG_TYPES(X) CONFIG_TYPE_COUNT };
#undef X

/* Roles that a setting is told. */
enum {
	CONFIG_TELL_EDGE	= 1 << CONFIG_ROLE_EDGE,
	CONFIG_TELL_ENGINE	= 1 << CONFIG_ROLE_ENGINE,
	CONFIG_TELL_KEEPER	= 1 << CONFIG_ROLE_KEEPER,
	CONFIG_TELL_ACT		= 1 << CONFIG_ROLE_ACT,
	CONFIG_TELL_API		= 1 << CONFIG_ROLE_API,
	CONFIG_TELL_PARENT	= 1 << CONFIG_ROLE_COUNT
};

/** One setting; see model/config_rows.h. */
struct config_row {
	const char		*key;
	enum config_type	 type;
	size_t			 at;		/* In its section's struct. */
	const char		*const *words;	/* NULL ends; of an ENUM. */
	int64_t			 least, most;
	const char		*unset;		/* NULL: nothing. */
	unsigned		 kinds, needed;	/* Bits by kind. */
	bool			 restart;
	unsigned		 roles;		/* CONFIG_TELL_* */
	const char		*help;
};

/** Rows that lie in one struct. */
struct config_section {
	const char		*path;		/* "journal"; "" at the top. */
	const struct config_row	*row;
	size_t			 rows;
	size_t			 at;		/* In struct config. */
	size_t			 size;		/* Of one entry of a list. */
	size_t			 n_at;		/* Of a list: its length. */
	size_t			 kind_at;	/* Kind and name of an */
	size_t			 name_at;	/* entry, in it. */
	bool			 list;
	const char		*help;
};

/** config_table_sections(n): All; their number in ${n}. */
const struct config_section *config_table_sections(size_t *);

/** config_table_what(type): "a duration such as ..." */
const char *config_table_what(enum config_type);

/** config_table_listed(type): Does it hold several values? */
bool config_table_listed(enum config_type);

/** config_table_entries(c, s, n): Where the section's structs begin, and how
 * many there are: 1 unless it is a list. */
const void *config_table_entries(const struct config *,
    const struct config_section *, size_t *);

/** config_table_kind(s, entry): Its kind's bit; all if it has none. */
unsigned config_table_kind(const struct config_section *, const void *);

/** config_table_name(s, entry): Its name; of no list, the section's path. */
const char *config_table_name(const struct config_section *, const void *);

/** config_table_role(bit): "edge"; NULL if there is no such bit. */
const char *config_table_role(unsigned);

#endif
