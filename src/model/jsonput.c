/* SPDX-License-Identifier: Apache-2.0 */
/* Writing nested JSON. */
#include "model/jsonput.h"

void
jsonput_next(struct buf *b)
{
	char last = b->n > 0 ? b->p[b->n - 1] : '{';

	/* A text ends in a quote: these never end a value. */
	if (last != '{' && last != '[' && last != ':')
		buf_char(b, ',');
}

void
jsonput_key(struct buf *b, const char *key)
{

	jsonput_next(b);
	buf_json(b, span_of(key));
	buf_char(b, ':');
}

void
jsonput_text(struct buf *b, const char *key, struct span s)
{

	jsonput_key(b, key);
	buf_json(b, s);
}

void
jsonput_int(struct buf *b, const char *key, int64_t i)
{

	jsonput_key(b, key);
	buf_int(b, i);
}

void
jsonput_open(struct buf *b, const char *key, char bracket)
{

	if (key != NULL)
		jsonput_key(b, key);
	else
		jsonput_next(b);
	buf_char(b, bracket);
}

void
jsonput_close(struct buf *b, char bracket)
{

	buf_char(b, bracket);
}

bool
jsonput_field(struct buf *b, const char *key, const struct event *ev,
    enum field_id f)
{
	const struct value *v = event_get(ev, f);

	if (v->type <= VALUE_NULL)
		return (false);
	jsonput_key(b, key);
	value_json(b, v);
	return (true);
}

bool
jsonput_plain(struct buf *b, const char *key, const struct event *ev,
    enum field_id f)
{
	const struct value *v = event_get(ev, f);

	if (v->type <= VALUE_NULL)
		return (false);
	jsonput_key(b, key);
	buf_char(b, '"');
	value_put(b, v);
	buf_char(b, '"');
	return (true);
}
