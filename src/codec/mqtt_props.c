/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of MQTT 5.0. */
#include "codec/mqtt_props.h"
#include "codec/mqtt_text.h"

struct row {
	const char		*name;		/* NULL: no such property. */
	enum mqtt_props_type	 type;
	unsigned		 in, repeat;	/* 1 << enum mqtt_type */
	unsigned		 client, server;
	uint32_t		 least, most;
};

#define X(symbol, id, name, type, in, repeat, client, server, least, most) \
	[id] = { name, MQTT_PROPS_##type, in, repeat, client, server,	\
	    least, most },
static const struct row rows[MQTT_PROPS_END] = { MQTT_PROPS(X) };
#undef X

static enum mqtt_fault
take_varint(struct cur *c, uint32_t *v)
{
	bool minimal = true;

	switch (mqtt_text_varint(c, v, &minimal)) {
	case RC_OK:
		return (minimal ? MQTT_FAULT_NONE : MQTT_FAULT_MINIMAL);
	case RC_MORE:
		return (MQTT_FAULT_PROPERTIES);
	case RC_MALFORMED:
	case RC_NOMEM:
	case RC_LIMIT:
	case RC_DENIED:
	case RC_NOTFOUND:
	case RC_CONFLICT:
	case RC_IO:
		break;
	}
	return (MQTT_FAULT_LENGTH);
}

static enum mqtt_fault
take_string(struct cur *c, struct span *s)
{

	if (!mqtt_text_take(c, s))
		return (MQTT_FAULT_PROPERTIES);
	return (mqtt_text_string(*s));
}

static enum mqtt_fault
take_pair(struct cur *c, struct mqtt_prop *p)
{
	enum mqtt_fault f = take_string(c, &p->text);

	return (f != MQTT_FAULT_NONE ? f : take_string(c, &p->value));
}

static enum mqtt_fault
take_value(struct cur *c, enum mqtt_props_type type, struct mqtt_prop *p)
{

	switch (type) {
	case MQTT_PROPS_BYTE:
		p->num = cur_u8(c);
		break;
	case MQTT_PROPS_TWO:
		p->num = (uint32_t)cur_be(c, 2);
		break;
	case MQTT_PROPS_FOUR:
		p->num = (uint32_t)cur_be(c, 4);
		break;
	case MQTT_PROPS_VARINT:
		return (take_varint(c, &p->num));
	case MQTT_PROPS_STRING:
		return (take_string(c, &p->text));
	case MQTT_PROPS_BINARY:
		(void)mqtt_text_take(c, &p->text);	/* Asked below. */
		break;
	case MQTT_PROPS_PAIR:
		return (take_pair(c, p));
	}
	return (cur_ok(c) ? MQTT_FAULT_NONE : MQTT_FAULT_PROPERTIES);
}

/* The limits of single properties. */
static enum mqtt_fault
value_fault(const struct row *row, const struct mqtt_prop *p)
{
	enum mqtt_fault f;

	if (p->id == MQTT_PROPS_TOPIC_ALIAS && p->num == 0)
		return (MQTT_FAULT_ALIAS);
	if (p->id == MQTT_PROPS_RESPONSE_TOPIC) {
		f = mqtt_text_topic(p->text);
		return (f == MQTT_FAULT_TOPIC_WILDCARD ?
		    MQTT_FAULT_RESPONSE_TOPIC : f);
	}
	if (row->type <= MQTT_PROPS_VARINT &&
	    (p->num < row->least || p->num > row->most))
		return (MQTT_FAULT_PROPERTY_VALUE);
	return (MQTT_FAULT_NONE);
}

/* A property that was taken: may it stand here? */
static enum mqtt_fault
place_fault(const struct row *row, unsigned bit, enum mqtt_side side)
{

	if ((row->in & bit) == 0)
		return (MQTT_FAULT_PROPERTY_PLACE);
	if (((row->client & bit) != 0 && side != MQTT_CLIENT) ||
	    ((row->server & bit) != 0 && side != MQTT_SERVER))
		return (MQTT_FAULT_PROPERTY_SENDER);
	return (MQTT_FAULT_NONE);
}

static enum mqtt_fault
take_one(struct cur *c, unsigned bit, enum mqtt_side side, uint64_t *seen)
{
	struct mqtt_prop p = { 0 };
	const struct row *row;
	enum mqtt_fault f;
	uint32_t id = 0;

	if ((f = take_varint(c, &id)) != MQTT_FAULT_NONE)
		return (f);
	if (id >= MQTT_PROPS_END || rows[id].name == NULL)
		return (MQTT_FAULT_PROPERTY);
	row = &rows[id];
	p.id = (uint8_t)id;
	if ((f = place_fault(row, bit, side)) != MQTT_FAULT_NONE ||
	    (f = take_value(c, row->type, &p)) != MQTT_FAULT_NONE)
		return (f);
	if ((*seen >> id & 1) != 0 && (row->repeat & bit) == 0)
		return (MQTT_FAULT_PROPERTY_TWICE);
	*seen |= UINT64_C(1) << id;
	return (value_fault(row, &p));
}

enum mqtt_fault
mqtt_props_read(struct cur *c, enum mqtt_type type, enum mqtt_side side,
    struct span *props)
{
	enum mqtt_fault f = MQTT_FAULT_NONE;
	uint64_t seen = 0;
	uint32_t n = 0;
	struct cur in;

	/* The common case of no property. */
	if (cur_eat(c, 0)) {
		*props = (struct span){ NULL, 0 };
		return (MQTT_FAULT_NONE);
	}
	if ((f = take_varint(c, &n)) != MQTT_FAULT_NONE)
		return (f == MQTT_FAULT_PROPERTIES ? MQTT_FAULT_SHORT : f);
	*props = cur_take(c, n);
	if (!cur_ok(c))
		return (MQTT_FAULT_SHORT);
	in = cur_of(*props);
	while (f == MQTT_FAULT_NONE && cur_left(&in) > 0)
		f = take_one(&in, 1U << type, side, &seen);
	/* 3.1.2.11.10 and 3.2.2.3.18: data needs its method. */
	if (f == MQTT_FAULT_NONE &&
	    (seen >> MQTT_PROPS_AUTH_DATA & 1) != 0 &&
	    (seen >> MQTT_PROPS_AUTH_METHOD & 1) == 0)
		f = MQTT_FAULT_AUTH_DATA;
	return (f);
}

bool
mqtt_props_next(struct cur *c, struct mqtt_prop *p)
{

	*p = (struct mqtt_prop){ .id = cur_u8(c) };
	return (cur_ok(c) && p->id < MQTT_PROPS_END &&
	    rows[p->id].name != NULL &&
	    take_value(c, rows[p->id].type, p) == MQTT_FAULT_NONE);
}

bool
mqtt_props_get(struct span props, enum mqtt_props_id id, struct mqtt_prop *p)
{
	struct cur c = cur_of(props);

	while (mqtt_props_next(&c, p)) {
		if (p->id == id)
			return (true);
	}
	return (false);
}

const char *
mqtt_props_name(unsigned id)
{

	return (id < MQTT_PROPS_END ? rows[id].name : NULL);
}
