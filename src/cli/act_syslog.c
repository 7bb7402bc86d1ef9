/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Syslog: RFC 5424, over UDP (RFC 5426) or TCP with counted octets (RFC 6587
 * section 3.4.1).  TCP tells nobody what the other side has done with it: a
 * message counts as told when the connection took all of it.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/act_output.h"
#include "sys/hostaddr.h"

#define WAITING		64		/* Rows; more are not handed out. */

/* One that is under way: told when ${end} bytes were sent. */
struct waiting {
	uint64_t	row;
	size_t		end;
};

struct syslog {
	struct act_output_how	 how;
	struct hostaddr	 server;
	bool			 udp, connects;
	int			 fd;		/* -1: closed. */
	struct buf		 out, line;
	size_t			 sent;		/* Of ${out}. */
	struct waiting		 row[WAITING];
	size_t			 rows;
};

static void
over(struct syslog *x, uint64_t row, enum messages_fate fate, const char *why)
{
	const struct act_done d = { fate, 0, why };

	x->how.done(x->how.ctx, row, &d);
}

/* What was not sent whole is sent anew, by another connection. */
static void
hang_up(struct syslog *x, const char *why)
{
	size_t n = x->rows;

	if (x->fd >= 0) {
		if (!x->udp)
			loop_forget(x->how.loop, x->fd);
		(void)close(x->fd);
	}
	x->fd = -1;
	x->connects = false;
	buf_clear(&x->out);
	x->sent = x->rows = 0;
	for (size_t i = 0; i < n; i++)
		over(x, x->row[i].row, MESSAGES_AGAIN, why);
}

/* Those whose last byte is gone. */
static void
settle(struct syslog *x)
{
	size_t n = 0;

	while (n < x->rows && x->row[n].end <= x->sent)
		over(x, x->row[n++].row, MESSAGES_DONE, "");
	memmove(x->row, x->row + n, (x->rows - n) * sizeof(x->row[0]));
	x->rows -= n;
	if (x->rows == 0) {
		buf_clear(&x->out);
		x->sent = 0;
	}
}

static void
flush(struct syslog *x)
{
	ssize_t n = 1;

	while (x->sent < x->out.n && n > 0) {
		n = send(x->fd, x->out.p + x->sent, x->out.n - x->sent,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
		x->sent += n > 0 ? (size_t)n : 0;
	}
	if (n < 0 && errno != EAGAIN && errno != EINTR) {
		hang_up(x, strerrordesc_np(errno));
		return;
	}
	loop_change(x->how.loop, x->fd, LOOP_READ |
	    (x->sent < x->out.n ? (unsigned)LOOP_WRITE : 0u));
	settle(x);
}

/* loop_fn: nobody says anything to us, but the end is told so. */
static void
ready(void *ctx, unsigned what)
{
	struct syslog *x = ctx;
	socklen_t n = sizeof(int);
	char byte[256];
	int why = 0;
	ssize_t got;

	if (x->connects) {
		if (getsockopt(x->fd, SOL_SOCKET, SO_ERROR, &why, &n) != 0 ||
		    why != 0) {
			hang_up(x, strerrordesc_np(why));
			return;
		}
		x->connects = false;
	}
	if ((what & (LOOP_READ | LOOP_END)) != 0) {
		got = recv(x->fd, byte, sizeof(byte), MSG_DONTWAIT);
		if (got == 0 || (got < 0 && errno != EAGAIN &&
		    errno != EINTR)) {
			hang_up(x, "the other side has hung up");
			return;
		}
	}
	flush(x);
}

static bool
reach_server(struct syslog *x)
{
	struct err e;

	x->fd = socket(x->server.addr.ss_family, (x->udp ? SOCK_DGRAM :
	    SOCK_STREAM) | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (x->fd < 0)
		return (false);
	x->connects = !x->udp;
	if ((connect(x->fd, (const struct sockaddr *)&x->server.addr,
	    x->server.n) == 0 || errno == EINPROGRESS) && (x->udp ||
	    loop_watch(x->how.loop, x->fd, LOOP_WRITE, ready, x, &e) ==
	    RC_OK))
		return (true);
	(void)close(x->fd);
	x->fd = -1;
	return (false);
}

/* The message: a header before what is not one itself. */
static void
write_line(struct syslog *x, const struct alert_out *a)
{
	static const int severities[] = { 6, 6, 5, 4, 3, 2, 1 };
	enum config_format format = (enum config_format)x->how.output->format;
	size_t i = a->severity < 0 || a->severity > 6 ? 0 :
	    (size_t)a->severity;

	buf_clear(&x->line);
	if (format != CONFIG_FORMAT_RFC5424) {
		buf_fmt(&x->line, "<%d>1 ", 13 * 8 + severities[i]);
		buf_time(&x->line, a->time);
		buf_text(&x->line, " - vedette - alert - ");
	}
	alert_out_put(a, format, &x->line);
}

static void
send_datagram(struct syslog *x, uint64_t row)
{

	if (send(x->fd, x->line.p, x->line.n, MSG_DONTWAIT | MSG_NOSIGNAL) ==
	    (ssize_t)x->line.n) {
		over(x, row, MESSAGES_DONE, "");
		return;
	}
	over(x, row, errno == EMSGSIZE ? MESSAGES_NEVER : MESSAGES_AGAIN,
	    strerrordesc_np(errno));
}

static void
send_it(void *ctx, uint64_t row, const struct alert_out *a)
{
	struct syslog *x = ctx;

	write_line(x, a);
	if (x->line.failed || x->rows == WAITING) {
		over(x, row, MESSAGES_AGAIN, "out of memory");
		return;
	}
	if (x->fd < 0 && !reach_server(x)) {
		over(x, row, MESSAGES_AGAIN, strerrordesc_np(errno));
		return;
	}
	if (x->udp) {
		send_datagram(x, row);
		return;
	}
	buf_fmt(&x->out, "%zu ", x->line.n);
	buf_put(&x->out, buf_span(&x->line));
	x->row[x->rows++] = (struct waiting){ row, x->out.n };
	if (x->out.failed)
		hang_up(x, "out of memory");
	else if (!x->connects)
		flush(x);
}

static void
release(void *ctx)
{
	struct syslog *x = ctx;

	if (x == NULL)
		return;
	x->rows = 0;		/* Nobody is told any more. */
	hang_up(x, "");
	buf_release(&x->out);
	buf_release(&x->line);
	mem_free(x);
}

static rc
make(const struct act_output_how *how, void **ret, struct err *e)
{
	struct syslog *x = mem_new(sizeof(*x));
	rc r;

	if (x == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening an output"));
	x->how = *how;
	x->udp = how->output->transport == CONFIG_TRANSPORT_UDP;
	x->fd = -1;
	if ((r = hostaddr_find(how->output->server.host,
	    how->output->server.port, x->udp ? SOCK_DGRAM : SOCK_STREAM,
	    &x->server, e)) != RC_OK) {
		release(x);
		return (r);
	}
	*ret = x;
	return (RC_OK);
}

static rc
reach(void *ctx, struct role_reach *to, struct err *e)
{
	const struct config_addr *a = &((struct syslog *)ctx)->how.output->
	    server;

	return (a->kind == CONFIG_ADDR_UNIX ?
	    role_reach(to, a->host, CONFINE_WRITE, e) : RC_OK);
}

const struct act_output_kind act_syslog = {
	.make = make, .reach = reach, .send = send_it, .free = release
};
