/* SPDX-License-Identifier: Apache-2.0 */
/* A message in the making. */
#include <math.h>

#include "model/message.h"

void
message_begin(struct message *m, enum event_type type, int64_t time)
{

	m->type = type;
	m->time = time;
	m->n = m->text_n = 0;
	m->lost = 0;
	memset(m->has, 0, sizeof(m->has));
}

/* The place of ${f}, or of what comes next. */
static size_t
find(const struct message *m, enum field_id f)
{
	size_t i = message_has(m, f) ? 0 : m->n;

	while (i < m->n && m->cell[i].field != f)
		i++;
	return (i);
}

const struct value *
message_get(const struct message *m, enum field_id f)
{
	size_t i = find(m, f);

	return (i < m->n ? &m->cell[i].v : NULL);
}

static void
add(struct message *m, struct message_cell cell)
{

	if (m->n == MESSAGE_CELLS)
		m->lost++;
	else
		m->cell[m->n++] = cell;
}

void
message_set(struct message *m, enum field_id f, struct value v)
{
	size_t i = find(m, f);

	/* JSON has no other numbers. */
	if (v.type == VALUE_NUM && !isfinite(v.num))
		return;
	if (i < m->n) {
		m->cell[i].v = v;
		return;
	}
	if (m->n < MESSAGE_CELLS)
		m->has[f / 64] |= UINT64_C(1) << (f % 64);
	add(m, (struct message_cell){ .v = v, .field = (uint16_t)f });
}

void
message_int(struct message *m, enum field_id f, int64_t i)
{

	message_set(m, f, message_of_int(i));
}

void
message_num(struct message *m, enum field_id f, double d)
{

	message_set(m, f, message_of_num(d));
}

void
message_bool(struct message *m, enum field_id f, bool yes)
{

	message_set(m, f, message_of_bool(yes));
}

void
message_text(struct message *m, enum field_id f, struct span s)
{

	message_set(m, f, message_of_text(s));
}

void
message_word(struct message *m, enum field_id f, const char *word)
{

	message_set(m, f, message_of_text(span_of(word)));
}

void
message_more(struct message *m, const char *name, uint32_t number,
    struct value v)
{

	if (v.type == VALUE_NUM && !isfinite(v.num))
		return;
	add(m, (struct message_cell){ .v = v, .name = name,
	    .number = number });
}

char *
message_room(struct message *m, size_t n)
{
	char *p = m->text + m->text_n;

	if (n > MESSAGE_TEXT - m->text_n) {
		m->lost++;
		return (NULL);
	}
	m->text_n += n;
	return (p);
}

struct span
message_copy(struct message *m, struct span s)
{
	char *p = s.n > 0 ? message_room(m, s.n) : NULL;

	if (p == NULL)
		return ((struct span){ NULL, 0 });
	memcpy(p, s.p, s.n);
	return ((struct span){ p, s.n });
}

struct span
message_hex(struct message *m, struct span s)
{
	static const char digit[] = "0123456789abcdef";
	char *p = s.n > 0 ? message_room(m, 2 * s.n) : NULL;

	if (p == NULL)
		return ((struct span){ NULL, 0 });
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		p[2 * i] = digit[c >> 4];
		p[2 * i + 1] = digit[c & 15];
	}
	return ((struct span){ p, 2 * s.n });
}
