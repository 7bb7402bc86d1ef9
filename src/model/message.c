/* SPDX-License-Identifier: Apache-2.0 */
/* A message in the making. */
#include "model/message.h"

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

void
message_set_again(struct message *m, enum field_id f, struct value v)
{
	size_t i = find(m, f);

	if (i < m->n)
		m->cell[i].v = v;
	else
		m->lost++;
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
