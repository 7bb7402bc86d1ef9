/* SPDX-License-Identifier: Apache-2.0 */
/* Strings, topic names and topic filters of MQTT; its lengths. */
#include "base/utf8.h"
#include "codec/mqtt_text.h"

#define SHARE		SPAN("$share/")
#define CONTINUES	0x80		/* Of a varint's byte. */

/* What stands in a string. */
#define HAS_NUL		0x01
#define HAS_WILDCARD	0x02
#define HAS_ILL		0x04		/* Not well-formed. */

rc
mqtt_text_varint(struct cur *c, uint32_t *v, bool *minimal)
{
	uint32_t sum = 0;
	uint8_t b;

	for (unsigned i = 0; i < MQTT_TEXT_VARINT; i++) {
		b = cur_u8(c);
		if (!cur_ok(c))
			return (RC_MORE);
		sum |= (uint32_t)(b & ~CONTINUES) << 7 * i;
		if ((b & CONTINUES) == 0) {
			*v = sum;
			/* A last byte of no bits tells nothing. */
			*minimal = b != 0 || i == 0;
			return (RC_OK);
		}
	}
	return (RC_MALFORMED);
}

bool
mqtt_text_take(struct cur *c, struct span *s)
{
	size_t n = (size_t)cur_be(c, 2);

	*s = cur_take(c, n);
	return (cur_ok(c));
}

static unsigned
slow_look(struct span s)
{
	unsigned has = 0;
	size_t n;

	for (; s.n > 0; s = span_from(s, n)) {
		int32_t c = utf8_next(s, &n);

		if (c < 0)
			return (has | HAS_ILL);
		if (c == 0)
			has |= HAS_NUL;
		if (c == '+' || c == '#')
			has |= HAS_WILDCARD;
	}
	return (has);
}

/* What stands in ${s}: bits.  Most are plain ASCII. */
static unsigned
look(struct span s)
{
	unsigned has = 0, high = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char b = (unsigned char)s.p[i];

		high |= b & 0x80U;
		has |= b == 0 ? HAS_NUL : 0;
		has |= b == '+' || b == '#' ? HAS_WILDCARD : 0;
	}
	return (high == 0 ? has : slow_look(s));
}

static enum mqtt_fault
string_fault(unsigned has)
{

	if ((has & HAS_ILL) != 0)
		return (MQTT_FAULT_UTF8);
	return ((has & HAS_NUL) != 0 ? MQTT_FAULT_NUL : MQTT_FAULT_NONE);
}

enum mqtt_fault
mqtt_text_string(struct span s)
{

	return (string_fault(look(s)));
}

enum mqtt_fault
mqtt_text_topic(struct span s)
{
	unsigned has = look(s);

	if (has == HAS_WILDCARD)
		return (MQTT_FAULT_TOPIC_WILDCARD);
	return (s.n == 0 ? MQTT_FAULT_TOPIC_EMPTY : string_fault(has));
}

/* Each wildcard fills a level; # fills the last one. */
static enum mqtt_fault
wildcards(struct span s)
{

	for (size_t i = 0; i < s.n; i++) {
		bool begins = i == 0 || s.p[i - 1] == '/';
		bool last = i + 1 == s.n;

		if (s.p[i] == '#' && !(begins && last))
			return (MQTT_FAULT_FILTER_MULTI);
		if (s.p[i] == '+' && !(begins && (last || s.p[i + 1] == '/')))
			return (MQTT_FAULT_FILTER_SINGLE);
	}
	return (MQTT_FAULT_NONE);
}

bool
mqtt_text_shared(struct span s)
{

	return (span_starts(s, SHARE));
}

static enum mqtt_fault
shared(struct span s)
{
	struct cur c = cur_of(s);
	struct span name;

	(void)cur_take(&c, SHARE.n);	/* It is there. */
	name = cur_until(&c, '/');
	if (name.n == 0 || (look(name) & HAS_WILDCARD) != 0)
		return (MQTT_FAULT_SHARE_NAME);
	if (!cur_eat(&c, '/') || cur_left(&c) == 0)
		return (MQTT_FAULT_SHARE_FILTER);
	return (wildcards(span_from(s, c.at)));
}

enum mqtt_fault
mqtt_text_filter(struct span s, bool shares)
{
	unsigned has = look(s);

	if (s.n == 0)
		return (MQTT_FAULT_TOPIC_EMPTY);
	if ((has & ~(unsigned)HAS_WILDCARD) != 0)
		return (string_fault(has));
	if (shares && mqtt_text_shared(s))
		return (shared(s));
	return ((has & HAS_WILDCARD) != 0 ? wildcards(s) : MQTT_FAULT_NONE);
}
