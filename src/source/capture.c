/* SPDX-License-Identifier: Apache-2.0 */
/* Packets out of a capture. */
#include <errno.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <stdio.h>

#include "base/attr.h"
#include "base/cur.h"
#include "base/mem.h"
#include "codec/packet.h"
#include "source/capture.h"
#include "source/tail.h"

#define LARGEST		262144		/* Bytes of a frame, as tcpdump. */
#define WAIT		200		/* ms for a packet, live. */

struct capture {
	pcap_t		*pcap;		/* Owned. */
	struct tail	*tail;		/* Borrowed; NULL: live. */
	const char	*path;		/* Borrowed. */
	struct err	 failed;	/* Of the tail. */
	uint64_t	 number;
	int		 dlt;
};

bool
capture_is(struct span first)
{
	static const uint32_t magic[] = {
		0xa1b2c3d4, 0xd4c3b2a1,		/* pcap, microseconds */
		0xa1b23c4d, 0x4d3cb2a1,		/* pcap, nanoseconds */
		0x0a0d0d0a			/* pcapng */
	};
	struct cur c = cur_of(first);
	uint32_t v = (uint32_t)cur_be(&c, 4);

	for (size_t i = 0; i < COUNT_OF(magic); i++) {
		if (cur_ok(&c) && v == magic[i])
			return (true);
	}
	return (false);
}

/* libpcap reads through stdio, and stdio from here. */
static ssize_t
read_tail(void *ctx, char *to, size_t n)
{
	struct capture *c = ctx;
	struct span rest = tail_rest(c->tail);

	if (rest.n == 0 && !c->tail->end) {
		if (tail_more(c->tail, &c->failed) != RC_OK) {
			errno = EIO;
			return (-1);
		}
		rest = tail_rest(c->tail);
	}
	n = n < rest.n ? n : rest.n;
	rest = tail_cut(c->tail, n);
	if (n > 0)
		memcpy(to, rest.p, n);
	return ((ssize_t)n);
}

static rc
known_link(struct capture *c, struct err *e)
{
	const char *name;

	c->dlt = pcap_datalink(c->pcap);
	if (packet_link_known(c->dlt))
		return (RC_OK);
	name = pcap_datalink_val_to_name(c->dlt);
	return (rc_fail(e, RC_MALFORMED, 0, "%s: packets of the link %s "
	    "(%d); expected Ethernet, raw IP or Linux cooked", c->path,
	    name != NULL ? name : "type", c->dlt));
}

rc
capture_file(struct tail *t, const char *path, struct capture **ret,
    struct err *e)
{
	static const cookie_io_functions_t io = { .read = read_tail };
	struct capture *c = mem_new(sizeof(*c));
	char why[PCAP_ERRBUF_SIZE] = "";
	FILE *f;
	rc rv;

	if (c == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "%s: out of memory", path));
	c->tail = t;
	c->path = path;
	if ((f = fopencookie(c, "r", io)) == NULL) {
		capture_free(c);
		return (rc_fail(e, RC_NOMEM, 0, "%s: out of memory", path));
	}
	c->pcap = pcap_fopen_offline(f, why);
	if (c->pcap == NULL) {
		fclose(f);
		rv = rc_fail(e, RC_MALFORMED, 0, "%s: %s", path, why);
		capture_free(c);
		return (rv);
	}
	if ((rv = known_link(c, e)) != RC_OK) {
		capture_free(c);
		return (rv);
	}
	*ret = c;
	return (RC_OK);
}

static rc
listen_on(struct capture *c, struct err *e)
{
	char why[PCAP_ERRBUF_SIZE] = "";
	int r;

	if (pcap_set_snaplen(c->pcap, LARGEST) != 0 ||
	    pcap_set_timeout(c->pcap, WAIT) != 0)
		return (rc_fail(e, RC_IO, 0, "%s: %s", c->path,
		    pcap_geterr(c->pcap)));
	r = pcap_activate(c->pcap);
	if (r >= 0 && pcap_setnonblock(c->pcap, 1, why) != 0)
		return (rc_fail(e, RC_IO, 0, "%s: %s", c->path, why));
	if (r == PCAP_ERROR_PERM_DENIED)
		return (rc_fail(e, RC_DENIED, 0, "%s: not permitted to "
		    "listen; it needs CAP_NET_RAW", c->path));
	if (r < 0)
		return (rc_fail(e, RC_IO, 0, "%s: %s", c->path,
		    pcap_statustostr(r)));
	return (known_link(c, e));
}

rc
capture_live(const char *interface, struct capture **ret, struct err *e)
{
	struct capture *c = mem_new(sizeof(*c));
	char why[PCAP_ERRBUF_SIZE] = "";
	rc rv;

	if (c == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "out of memory"));
	c->path = interface;
	if ((c->pcap = pcap_create(interface, why)) == NULL)
		rv = rc_fail(e, RC_IO, 0, "%s: %s", interface, why);
	else
		rv = listen_on(c, e);
	if (rv != RC_OK) {
		capture_free(c);
		return (rv);
	}
	*ret = c;
	return (RC_OK);
}

/* A signal ends it, too: libpcap's own waiting would go on. */
static void
await(struct capture *c)
{
	struct pollfd p = { .fd = pcap_get_selectable_fd(c->pcap),
	    .events = POLLIN };

	(void)poll(&p, 1, WAIT);
}

rc
capture_next(struct capture *c, struct capture_packet *p, struct err *e)
{
	struct pcap_pkthdr *head;
	const unsigned char *bytes;

	switch (pcap_next_ex(c->pcap, &head, &bytes)) {
	case 1:
		p->frame = (struct span){ (const char *)bytes,
		    head->caplen };
		p->dlt = c->dlt;
		p->time = (int64_t)head->ts.tv_sec * 1000 +
		    head->ts.tv_usec / 1000;
		p->number = ++c->number;
		return (RC_OK);
	case 0:
		await(c);
		return (RC_MORE);
	case PCAP_ERROR_BREAK:
		return (RC_NOTFOUND);
	default:
		break;
	}
	if (c->failed.code != RC_OK) {
		if (e != NULL)
			*e = c->failed;
		return (c->failed.code);
	}
	return (rc_fail(e, RC_MALFORMED, c->number, "%s: behind packet %llu:"
	    " %s", c->path, (unsigned long long)c->number,
	    pcap_geterr(c->pcap)));
}

uint64_t
capture_dropped(struct capture *c)
{
	struct pcap_stat s = { 0 };

	if (c->tail != NULL || pcap_stats(c->pcap, &s) != 0)
		return (0);
	return ((uint64_t)s.ps_drop + s.ps_ifdrop);
}

void
capture_free(struct capture *c)
{

	if (c == NULL)
		return;
	if (c->pcap != NULL)
		pcap_close(c->pcap);
	mem_free(c);
}
