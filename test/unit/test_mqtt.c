/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packets of MQTT: test/conform/mqtt/packets/NAME.txt, a case a line:
 *
 *	LEVEL SIDE BYTES = what it says		it is right
 *	LEVEL SIDE BYTES ! fault place		it is refused, and by what
 *	== title
 *
 * LEVEL is the protocol level of the connection (0 before CONNECT), SIDE who
 * sends it, BYTES see mqtt_bytes.h.  Each is also cut at every byte, and has
 * every bit turned.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "codec/mqtt_props.h"
#include "codec/mqtt_reason.h"
#include "codec/mqtt_text.h"
#include "mqtt_bytes.h"
#include "t.h"

#define LINE_BYTES	200000

/* What the cases have shown. */
static bool faults_seen[MQTT_FAULT_COUNT];
static bool types_seen[MQTT_V5 + 1][16];
static bool props_seen[MQTT_PROPS_END];
static unsigned n_right, n_wrong;

static void
put_text(struct buf *out, const char *name, struct span s)
{

	if (s.n > 0) {
		buf_fmt(out, " %s=", name);
		buf_put(out, s);
	}
}

static void
put_num(struct buf *out, const char *name, unsigned long v)
{

	if (v > 0)
		buf_fmt(out, " %s=%lu", name, v);
}

static void
put_flag(struct buf *out, const char *name, bool yes)
{

	if (yes)
		buf_fmt(out, " %s", name);
}

static void
put_props(struct buf *out, struct span props)
{
	struct cur c = cur_of(props);
	struct mqtt_prop p;

	while (mqtt_props_next(&c, &p)) {
		props_seen[p.id] = true;
		buf_fmt(out, " %s=", mqtt_props_name(p.id));
		if (p.text.n > 0 || p.value.n > 0)
			buf_put(out, p.text);
		else
			buf_fmt(out, "%u", p.num);
		if (p.value.n > 0) {
			buf_char(out, ':');
			buf_put(out, p.value);
		}
	}
	T_TRUE(c.at == props.n);
}

static void
put_connect(struct buf *out, const struct mqtt_connect *c)
{

	put_num(out, "level", c->version);
	put_flag(out, "bridge", c->bridge);
	put_flag(out, "clean", c->clean);
	put_num(out, "keep_alive", c->keep_alive);
	put_text(out, "client_id", c->client_id);
	if (c->will) {
		put_text(out, "will", c->will_topic);
		put_num(out, "will_qos", c->will_qos);
		put_flag(out, "will_retain", c->will_retain);
		put_num(out, "will_bytes", c->will_payload.n);
		put_props(out, c->will_props);
	}
	put_text(out, "user", c->user_name);
	put_flag(out, "password", c->password);
}

static void
put_publish(struct buf *out, const struct mqtt_publish *p)
{

	put_text(out, "topic", p->topic);
	put_num(out, "alias", p->alias);
	put_num(out, "qos", p->qos);
	put_flag(out, "dup", p->dup);
	put_flag(out, "retain", p->retain);
	put_num(out, "bytes", p->payload.n);
}

static void
put_filters(struct buf *out, const struct mqtt_filters *list)
{
	struct cur c = cur_of(list->raw);
	struct mqtt_filter f;
	size_t n = 0;

	for (; mqtt_filter(&c, list->options, &f); n++) {
		put_text(out, "filter", f.filter);
		put_num(out, "qos", f.qos);
		put_flag(out, "no_local", f.no_local);
		put_flag(out, "as_published", f.as_published);
		put_num(out, "retain_handling", f.retain_handling);
	}
	T_INT(list->n, n);
}

/* A packet in words; what is 0, empty or false is left out. */
static void
describe(const struct mqtt_packet *p, struct buf *out)
{

	buf_text(out, mqtt_name(p->type));
	put_num(out, "id", p->id);
	put_num(out, "reason", p->reason);
	put_flag(out, "session_present", p->session_present);
	if (p->type == MQTT_CONNECT)
		put_connect(out, &p->connect);
	if (p->type == MQTT_PUBLISH)
		put_publish(out, &p->publish);
	if (p->type == MQTT_SUBSCRIBE || p->type == MQTT_UNSUBSCRIBE)
		put_filters(out, &p->filters);
	if (p->type == MQTT_SUBACK || p->type == MQTT_UNSUBACK) {
		for (size_t i = 0; i < p->codes.n; i++)
			buf_fmt(out, " %u", (unsigned char)p->codes.p[i]);
	}
	put_props(out, p->props);
}

/* What becomes of the packet, as a case writes it. */
static bool
result(struct span frame, unsigned level, enum mqtt_side side,
    struct buf *out)
{
	struct mqtt_packet p;
	enum mqtt_fault f;
	size_t n;
	rc r = mqtt_frame(frame, &n);

	if (mqtt_read(frame, level, side, &p, &f) == RC_OK) {
		T_INT(RC_OK, r);
		T_INT(frame.n, n);
		types_seen[p.type == MQTT_CONNECT ? p.connect.version :
		    level][p.type] = true;
		describe(&p, out);
		return (true);
	}
	faults_seen[f] = true;
	if (p.type == MQTT_CONNECT)
		level = p.connect.version;
	buf_fmt(out, "%s %s", mqtt_fault_row(f)->name,
	    mqtt_fault_place(f, level));
	return (false);
}

/* A right packet is known by its first bytes to be unfinished, and its
 * beginning alone is none. */
static void
cut(struct span frame, unsigned level, enum mqtt_side side)
{
	struct mqtt_packet p;
	enum mqtt_fault f;
	size_t n, most = frame.n < 400 ? frame.n : 400;

	for (size_t k = 0; k < most; k++) {
		char *head = mqtt_bytes_copy((struct span){ frame.p, k });
		struct span s = { head, k };

		T_INT(RC_MORE, mqtt_frame(s, &n));
		T_TRUE(n == 0 || n == frame.n);
		T_INT(RC_MALFORMED, mqtt_read(s, level, side, &p, &f));
		T_TRUE(f == MQTT_FAULT_SHORT);
		free(head);
	}
}

/* A bit turned anywhere is survived, framed inside and read inside. */
static void
spoilt(struct span frame, enum mqtt_side side)
{
	static const unsigned levels[] = { 0, MQTT_V31, MQTT_V311, MQTT_V5 };
	char *copy = mqtt_bytes_copy(frame);
	struct span s = { copy, frame.n };
	size_t bits = 8 * (frame.n < 200 ? frame.n : 200), n;
	struct mqtt_packet p;
	enum mqtt_fault f;

	for (size_t k = 0; k < bits; k++) {
		copy[k / 8] ^= (char)(1 << k % 8);
		if (mqtt_frame(s, &n) != RC_MORE)
			T_TRUE(n > 0 && n <= s.n);
		for (size_t i = 0; i < COUNT_OF(levels); i++) {
			rc r = mqtt_read(s, levels[i], side, &p, &f);

			T_TRUE((r == RC_OK) == (f == MQTT_FAULT_NONE));
		}
		copy[k / 8] ^= (char)(1 << k % 8);
	}
	free(copy);
}

/* "5 client 10 00 = CONNECT": its parts, the line being cut up. */
static char *
parts(char *line, unsigned *level, enum mqtt_side *side, char **want,
    bool *right)
{
	char *bytes, *mark, *word = strchr(line, ' ');

	if (word == NULL || (bytes = strchr(word + 1, ' ')) == NULL)
		return (NULL);
	*bytes++ = '\0';
	*level = (unsigned)strtoul(line, NULL, 10);
	if ((mark = strstr(bytes, " = ")) == NULL)
		mark = strstr(bytes, " ! ");
	if (mark == NULL || !mqtt_bytes_side(word + 1, side))
		return (NULL);
	*right = mark[1] == '=';
	*want = mark + 3;
	*mark = '\0';
	return (bytes);
}

static void
one_case(const char *file, unsigned number, char *line)
{
	struct buf bytes = { 0 }, got = { 0 };
	enum mqtt_side side = MQTT_CLIENT;
	unsigned level = 0;
	char *text, *want = NULL;
	bool right = false, ok;

	text = parts(line, &level, &side, &want, &right);
	ok = text != NULL && mqtt_bytes(text, &bytes);
	if (ok) {
		char *copy = mqtt_bytes_copy(buf_span(&bytes));
		struct span frame = { copy, bytes.n };

		ok = result(frame, level, side, &got) == right &&
		    span_eq(buf_span(&got), span_of(want));
		if (right && ok)
			cut(frame, level, side);
		spoilt(frame, side);
		free(copy);
	}
	if (!ok)
		printf("# %s:%u: got %.*s\n", file, number, (int)got.n,
		    got.p != NULL ? got.p : "");
	T_TRUE(ok);
	n_right += ok && right;
	n_wrong += ok && !right;
	buf_release(&bytes);
	buf_release(&got);
}

static void
one_file(const char *path)
{
	static char line[LINE_BYTES];
	FILE *f = fopen(path, "r");
	unsigned number = 0;

	T_TRUE(f != NULL);
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		if (line[0] != '\0' && line[0] != '#' &&
		    strncmp(line, "== ", 3) != 0)
			one_case(path, number, line);
	}
	if (f != NULL)
		fclose(f);
}

/* Faults that a connection shows, not one packet: test_mqtt_events. */
static bool
of_connection(enum mqtt_fault f)
{

	return (f == MQTT_FAULT_TWICE || f == MQTT_FAULT_CODES_COUNT ||
	    f == MQTT_FAULT_ALIAS_MOST || f == MQTT_FAULT_ALIAS_UNKNOWN);
}

/* The cases leave nothing out. */
static void
all_seen(void)
{

	for (unsigned f = 1; f < MQTT_FAULT_COUNT; f++) {
		bool seen = faults_seen[f] || of_connection(f);

		if (!seen)
			printf("# no case of %s\n", mqtt_fault_row(f)->name);
		T_TRUE(seen);
	}
	for (unsigned i = 0; i < MQTT_PROPS_END; i++)
		T_TRUE(mqtt_props_name(i) == NULL || props_seen[i]);
	for (unsigned type = MQTT_CONNECT; type <= MQTT_AUTH; type++) {
		T_TRUE(types_seen[MQTT_V311][type] || type == MQTT_AUTH);
		T_TRUE(types_seen[MQTT_V5][type]);
	}
}

static void
test_packets(void)
{
	const char *dir = getenv("CONFORM");
	struct dirent **file;
	char path[4096];
	int n;

	if (dir == NULL)
		T_SKIP("CONFORM does not name the cases");
	n = scandir(dir, &file, NULL, alphasort);
	T_TRUE(n > 0);
	for (int i = 0; i < n; i++) {
		if (file[i]->d_name[0] != '.') {
			(void)snprintf(path, sizeof(path), "%s/%s", dir,
			    file[i]->d_name);
			one_file(path);
		}
		free(file[i]);
	}
	if (n >= 0)
		free(file);
	printf("# %u packets read, %u refused\n", n_right, n_wrong);
	all_seen();
}

/* The largest length, without so many bytes. */
static void
test_large(void)
{
	size_t n;

	T_INT(RC_MORE, mqtt_frame(SPAN("\x30\xff\xff\xff\x7f"), &n));
	T_INT(MQTT_FRAME_MAX, n);
	T_INT(RC_MORE, mqtt_frame(SPAN("\x30\xff\xff\xff"), &n));
	T_INT(0, n);
	T_INT(RC_MALFORMED, mqtt_frame(SPAN("\x30\xff\xff\xff\x80"), &n));
	T_INT(5, n);
	T_INT(RC_MALFORMED, mqtt_frame(SPAN("\x07\x00"), &n));
	T_INT(2, n);
	T_INT(RC_MORE, mqtt_frame((struct span){ NULL, 0 }, &n));
	/* Two at once: the first. */
	T_INT(RC_OK, mqtt_frame(SPAN("\xc0\x00\xd0\x00"), &n));
	T_INT(2, n);
}

static const struct t_case cases[] = {
	{ "packets", test_packets },
	{ "large", test_large },
};

T_MAIN(cases)
