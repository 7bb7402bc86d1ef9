/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connections of MQTT: test/conform/mqtt/connections/NAME.txt
 *
 *	== title	a connection begins
 *	late		its begin was not seen
 *	nobody		nothing is known of its transport
 *	takeover	it throws another one out
 *	client BYTES	one packet, see mqtt_bytes.h; a second later each
 *	server BYTES
 *	end		the transport's connection is over
 *	= {...}		the next event line that it gives
 *	> {...}		a PUBLISH is handed on: sender, topic, bytes
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "codec/mqtt_events.h"
#include "model/message_line.h"
#include "mqtt_bytes.h"
#include "t.h"

#define LINE_BYTES	65536
#define SECOND		1000

/* One connection of a file. */
struct link {
	char			title[128];
	struct mqtt_events	s;
	struct buf		said, wants;
	unsigned		n;
	int64_t			now;
};

static unsigned links;

static void
tell(void *ctx, const struct message *m)
{
	struct link *l = ctx;

	T_INT(0, m->lost);
	buf_text(&l->said, "= ");
	message_line(m, "test", ++l->n, &l->said);
	buf_char(&l->said, '\n');
}

static void
publish(void *ctx, const struct mqtt_events *s, enum mqtt_side side,
    const struct mqtt_publish *p, int64_t time)
{
	struct link *l = ctx;

	T_TRUE(s == &l->s && time == l->now);
	buf_fmt(&l->said, "> %s ", side == MQTT_CLIENT ? "client" : "server");
	buf_put(&l->said, p->topic);
	buf_fmt(&l->said, " %zu\n", p->payload.n);
}

static void
begin(struct link *l, bool known, bool late)
{
	struct mqtt_events_peer peer = { .late = late };

	if (known) {
		peer.conn_id = SPAN("c-1");
		peer.client_ip = SPAN("192.0.2.7");
		peer.client_port = 50000;
	}
	mqtt_events_begin(&l->s, &peer);
}

static void
packet(struct link *l, enum mqtt_side side, const char *text)
{
	static struct message m;
	struct mqtt_events_out out = { .fn = tell, .publish = publish,
	    .ctx = l, .m = &m };
	struct buf bytes = { 0 };
	unsigned faults = l->s.faults;
	char *copy;
	size_t n;
	rc r;

	T_TRUE(mqtt_bytes(text, &bytes));
	copy = mqtt_bytes_copy(buf_span(&bytes));
	l->now += SECOND;
	r = mqtt_frame((struct span){ copy, bytes.n }, &n);
	T_TRUE(r == RC_OK || r == RC_MALFORMED);
	r = mqtt_events_feed(&l->s, side, (struct span){ copy, n }, l->now,
	    &out);
	T_TRUE(r == RC_OK || l->s.faults == faults + 1 || l->s.late);
	free(copy);
	buf_release(&bytes);
}

static void
over(struct link *l)
{
	static struct message m;
	struct mqtt_events_out out = { .fn = tell, .ctx = l, .m = &m };

	l->now += SECOND;
	mqtt_events_end(&l->s, l->now, &out);
}

static bool
line_of(struct link *l, const char *line)
{

	if (strncmp(line, "client ", 7) == 0)
		packet(l, MQTT_CLIENT, line + 7);
	else if (strncmp(line, "server ", 7) == 0)
		packet(l, MQTT_SERVER, line + 7);
	else if (strcmp(line, "end") == 0)
		over(l);
	else if (strcmp(line, "late") == 0)
		begin(l, true, true);
	else if (strcmp(line, "nobody") == 0)
		begin(l, false, false);
	else if (strcmp(line, "takeover") == 0)
		l->s.takeover = true;
	else if (strncmp(line, "= ", 2) == 0 || strncmp(line, "> ", 2) == 0) {
		buf_text(&l->wants, line);
		buf_char(&l->wants, '\n');
	} else
		return (line[0] == '#' || line[0] == '\0');
	return (true);
}

static void
finish(struct link *l)
{
	bool same = span_eq(buf_span(&l->said), buf_span(&l->wants));

	if (!same)
		printf("# %s: it says\n%.*s", l->title, (int)l->said.n,
		    l->said.p != NULL ? l->said.p : "");
	T_TRUE(same);
	links += l->title[0] != '\0';
	buf_release(&l->said);
	buf_release(&l->wants);
	*l = (struct link){ .now = 0 };
	begin(l, true, false);
}

static void
one_file(const char *path)
{
	static char line[LINE_BYTES];
	static struct link l;
	FILE *f = fopen(path, "r");

	T_TRUE(f != NULL);
	finish(&l);
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "== ", 3) == 0) {
			finish(&l);
			(void)snprintf(l.title, sizeof(l.title), "%.*s",
			    (int)sizeof(l.title) - 1, line + 3);
		} else if (!line_of(&l, line)) {
			printf("# %s: not a line of a case: %s\n", path, line);
			T_TRUE(false);
		}
	}
	finish(&l);
	if (f != NULL)
		fclose(f);
}

static void
test_connections(void)
{
	const char *dir = getenv("CONFORM");
	struct dirent **file;
	char path[4096];
	int n;

	if (dir == NULL)
		T_SKIP("CONFORM does not name the cases");
	T_TRUE(field_init() == RC_OK);
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
	printf("# %u connections\n", links);
	T_TRUE(links > 0);
}

static const struct t_case cases[] = {
	{ "connections", test_connections },
};

T_MAIN(cases)
