/* SPDX-License-Identifier: Apache-2.0 */
/* Packets of MQTT as text. */
#include <ctype.h>
#include <stdlib.h>

#include "mqtt_bytes.h"

static const char *some(const char *, char, struct buf *);

static void
put_varint(struct buf *out, size_t n)
{

	do {
		buf_char(out, (char)((n & 0x7f) | (n > 0x7f ? 0x80 : 0)));
		n >>= 7;
	} while (n > 0);
}

/* What is behind, up to ${end}, with its length in front. */
static const char *
counted(const char *at, char end, struct buf *out)
{
	struct buf body = { 0 };

	if ((at = some(at, end, &body)) != NULL) {
		put_varint(out, body.n);
		buf_put(out, buf_span(&body));
	}
	buf_release(&body);
	return (at);
}

static const char *
quoted(const char *at, struct buf *out)
{
	const char *end = strchr(at + 1, *at);
	size_t n;

	if (end == NULL)
		return (NULL);
	n = (size_t)(end - at - 1);
	if (*at == '\'') {
		buf_char(out, (char)(n >> 8));
		buf_char(out, (char)n);
	}
	buf_put(out, (struct span){ at + 1, n });
	return (end + 1);
}

static const char *
repeat(const char *at, struct buf *out)
{
	char *end;
	size_t n = strtoul(at + 1, &end, 10);

	if (out->n == 0 || end == at + 1)
		return (NULL);
	while (n-- > 1)
		buf_char(out, out->p[out->n - 1]);
	return (end);
}

static const char *
hex(const char *at, struct buf *out)
{
	char two[3] = { at[0], at[0] != '\0' ? at[1] : '\0', '\0' };

	if (!isxdigit((unsigned char)two[0]) ||
	    !isxdigit((unsigned char)two[1]))
		return (NULL);
	buf_char(out, (char)strtoul(two, NULL, 16));
	return (at + 2);
}

/* Up to ${end}, which is passed over; NULL: it is no such text. */
static const char *
some(const char *at, char end, struct buf *out)
{

	while (at != NULL && *at != end) {
		if (*at == ' ')
			at++;
		else if (*at == '@')
			return (counted(at + 1, end, out));
		else if (*at == '{')
			at = counted(at + 1, '}', out);
		else if (*at == '"' || *at == '\'')
			at = quoted(at, out);
		else if (*at == '*')
			at = repeat(at, out);
		else
			at = hex(at, out);
	}
	return (at == NULL ? NULL : end == '\0' ? at : at + 1);
}

bool
mqtt_bytes(const char *text, struct buf *out)
{

	return (some(text, '\0', out) != NULL);
}

bool
mqtt_bytes_side(const char *word, enum mqtt_side *side)
{

	*side = strcmp(word, "server") == 0 ? MQTT_SERVER : MQTT_CLIENT;
	return (*side == MQTT_SERVER || strcmp(word, "client") == 0);
}

char *
mqtt_bytes_copy(struct span s)
{
	char *p = malloc(s.n > 0 ? s.n : 1);

	if (p != NULL && s.n > 0)
		memcpy(p, s.p, s.n);
	return (p);
}
