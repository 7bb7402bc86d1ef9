/* SPDX-License-Identifier: Apache-2.0 */
/* What a connection has to remember to read MQTT. */
#include "codec/mqtt_recall.h"

static bool
keep(struct mqtt_recall_row *row, uint16_t key, enum mqtt_type type,
    struct span text)
{

	*row = (struct mqtt_recall_row){ .key = key, .type = (uint8_t)type };
	if (text.n > sizeof(row->text))
		return (false);
	memcpy(row->text, text.p, text.n);
	row->n = (uint8_t)text.n;
	return (true);
}

/* The row of ${key}; a free one; or NULL. */
static struct mqtt_recall_row *
find(struct mqtt_recall_row *row, size_t n, uint16_t key)
{
	struct mqtt_recall_row *empty = NULL;

	for (size_t i = 0; i < n; i++) {
		if (row[i].key == key)
			return (&row[i]);
		if (row[i].key == 0 && empty == NULL)
			empty = &row[i];
	}
	return (empty);
}

enum mqtt_fault
mqtt_recall_topic(struct mqtt_recall *r, enum mqtt_side side,
    struct mqtt_publish *p)
{
	struct mqtt_recall_row *row;
	bool *gaps = &r->gaps[side == MQTT_SERVER];

	if (p->alias == 0)
		return (MQTT_FAULT_NONE);
	row = find(r->alias[side == MQTT_SERVER], MQTT_RECALL_ALIASES,
	    p->alias);
	if (p->topic.n > 0) {
		if (row == NULL || !keep(row, p->alias, MQTT_PUBLISH,
		    p->topic)) {
			*gaps = true;
			r->lost++;
		}
		return (MQTT_FAULT_NONE);
	}
	if (row != NULL && row->key == p->alias) {
		p->topic = (struct span){ row->text, row->n };
		return (MQTT_FAULT_NONE);
	}
	return (*gaps ? MQTT_FAULT_NONE : MQTT_FAULT_ALIAS_UNKNOWN);
}

static void
forget(struct mqtt_recall *r, unsigned i)
{

	r->asked_n--;
	memmove(&r->asked[i], &r->asked[i + 1],
	    (r->asked_n - i) * sizeof(r->asked[0]));
}

void
mqtt_recall_ask(struct mqtt_recall *r, uint16_t id, enum mqtt_type type,
    struct span topic)
{
	struct mqtt_recall_row *row;

	/* The oldest will hardly be answered any more. */
	if (r->asked_n == MQTT_RECALL_ASKED) {
		forget(r, 0);
		r->lost++;
	}
	row = &r->asked[r->asked_n];
	if (!keep(row, id, type, topic)) {
		/* Its beginning tells enough. */
		(void)keep(row, id, type, (struct span){ topic.p,
		    MQTT_RECALL_TOPIC });
	}
	r->asked_n++;
}

bool
mqtt_recall_answer(struct mqtt_recall *r, uint16_t id, enum mqtt_type type,
    struct mqtt_recall_row *row)
{

	for (unsigned i = 0; i < r->asked_n; i++) {
		if (id != 0 &&
		    (r->asked[i].key != id || r->asked[i].type != type))
			continue;
		*row = r->asked[i];
		forget(r, i);
		return (true);
	}
	return (false);
}
