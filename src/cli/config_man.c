/* SPDX-License-Identifier: Apache-2.0 */
/* The reference part of vedette.yaml(5), as mdoc source. */
#include "cli/config_man.h"
#include "cli/mantext.h"
#include "model/config_value.h"

#define ROLES	(CONFIG_ROLE_COUNT + 1)

/* The words of an enum's row, or the roles or kinds by their bits. */
static void
put_words(struct buf *b, const char *const *words)
{

	for (size_t i = 0; words[i] != NULL; i++)
		buf_fmt(b, ".Li %s%s\n", words[i], words[i + 1] != NULL ?
		    " ," : " .");
}

static void
put_bits(struct buf *b, const char *const *words, unsigned bits)
{
	const char *some[sizeof(bits) * 8 + 1];
	size_t n = 0;

	for (size_t i = 0; words[i] != NULL; i++)
		if ((bits & 1u << i) != 0)
			some[n++] = words[i];
	some[n] = NULL;
	put_words(b, some);
}

static void
put_range(struct buf *b, const struct config_row *row)
{

	if (row->type != CONFIG_INT && row->type != CONFIG_TIME &&
	    row->type != CONFIG_SIZE && !config_table_listed(row->type))
		return;
	buf_text(b, "From ");
	config_value_number(b, row->type, row->least);
	buf_text(b, " to ");
	config_value_number(b, row->type, row->most);
	buf_text(b, config_table_listed(row->type) ? " of them.\n" : ".\n");
}

static void
put_roles(struct buf *b, const struct config_row *row)
{
	const char *name[ROLES + 1] = { NULL };

	for (unsigned i = 0; i < ROLES; i++)
		name[i] = config_table_role(1u << i);
	buf_text(b, "Told to\n");
	put_bits(b, name, row->roles);
}

static void
put_row(struct buf *b, const struct config_row *row,
    const char *const *kinds)
{

	buf_fmt(b, ".It Ic %s\n", row->key);
	mantext_put(b, row->help);
	buf_char(b, '\n');
	if (row->type == CONFIG_ENUM) {
		buf_text(b, "One of\n");
		put_words(b, row->words);
	} else {
		buf_text(b, "Is ");
		mantext_put(b, config_table_what(row->type));
		buf_text(b, ".\n");
	}
	put_range(b, row);
	if (row->unset != NULL)
		buf_fmt(b, "The default is\n.Li %s .\n", row->unset);
	if (kinds != NULL && row->kinds != ~0u) {
		buf_text(b, "Of\n");
		put_bits(b, kinds, row->kinds);
	}
	if (row->needed == ~0u || (row->needed != 0 &&
	    row->needed == row->kinds))
		buf_text(b, "Needed.\n");
	else if (row->needed != 0 && kinds != NULL) {
		buf_text(b, "Needed by\n");
		put_bits(b, kinds, row->needed);
	}
	buf_text(b, row->restart ? "A change needs a restart.\n" :
	    "A reload takes a change over.\n");
	put_roles(b, row);
}

static const char *const *
kinds_of(const struct config_section *s)
{

	for (size_t i = 0; i < s->rows && s->list; i++)
		if (s->row[i].at == s->kind_at)
			return (s->row[i].words);
	return (NULL);
}

void
config_man(struct buf *b)
{
	size_t n;
	const struct config_section *s = config_table_sections(&n);

	for (size_t i = 0; i < n; i++) {
		buf_fmt(b, ".Ss %s\n", s[i].path[0] != '\0' ? s[i].path :
		    "Outermost");
		mantext_put(b, s[i].help);
		buf_char(b, '\n');
		if (i > 0 && s[i].row == s[i - 1].row) {
			buf_fmt(b, "Has the settings of\n.Ic %s .\n",
			    s[i - 1].path);
			continue;
		}
		if (s[i].list)
			buf_text(b, "A list, each entry with\n");
		buf_text(b, ".Bl -tag -width Ds\n");
		for (size_t k = 0; k < s[i].rows; k++)
			put_row(b, &s[i].row[k], kinds_of(&s[i]));
		buf_text(b, ".El\n");
	}
}
