/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of the configuration. */
#include "base/cidr.h"
#include "model/config_addr.h"

#define HOST_MAX	253		/* RFC 1035, section 2.3.4, as text. */
#define UNIX_MAX	107		/* Bytes of sun_path but the NUL. */

bool
config_addr_word(struct span s)
{
	bool more = false;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '.' || c == '_' ||
		    c == '-'))
			return (false);
		more |= c != '.';
	}
	return (more);
}

/* One address, not a network. */
static bool
literal(struct span s, struct cidr *net)
{

	return (s.n > 0 && memchr(s.p, '/', s.n) == NULL &&
	    cidr_read(s, net) == NULL);
}

static bool
read_port(struct span s, uint16_t *ret)
{
	unsigned port = 0;

	if (s.n == 0 || s.n > 5 || s.p[0] == '0')
		return (false);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return (false);
		port = port * 10 + (unsigned)(s.p[i] - '0');
	}
	if (port > UINT16_MAX)
		return (false);
	*ret = (uint16_t)port;
	return (true);
}

/* HOST or [HOST] by what follows it; what it is, or unset: nothing good. */
static int
kind_of(struct span *host, bool listen)
{
	struct cidr net;

	if (host->n > 2 && host->p[0] == '[' && host->p[host->n - 1] == ']') {
		*host = (struct span){ host->p + 1, host->n - 2 };
		return (literal(*host, &net) && net.six ? CONFIG_ADDR_IP :
		    CONFIG_ADDR_UNSET);
	}
	if (listen && span_eq(*host, SPAN("*")))
		return (CONFIG_ADDR_ANY);
	if (literal(*host, &net))
		return (net.six ? CONFIG_ADDR_UNSET : CONFIG_ADDR_IP);
	if (listen || host->n > HOST_MAX || !config_addr_word(*host))
		return (CONFIG_ADDR_UNSET);
	return (CONFIG_ADDR_NAME);
}

static size_t
last_colon(struct span s)
{
	size_t i = s.n;

	while (i > 0 && s.p[i - 1] != ':')
		i--;
	return (i);
}

rc
config_addr_read(struct span s, bool listen, struct arena *a,
    struct config_addr *ret)
{
	struct config_addr addr = { .kind = CONFIG_ADDR_UNIX };
	struct span host = s;
	size_t colon;
	int kind;

	if (span_starts(s, SPAN("unix:"))) {
		host = span_from(s, 5);
		if (!span_starts(host, SPAN("/")) || host.n > UNIX_MAX)
			return (RC_MALFORMED);
	} else {
		colon = last_colon(s);
		host.n = colon > 0 ? colon - 1 : 0;
		if (colon == 0 || !read_port(span_from(s, colon), &addr.port))
			return (RC_MALFORMED);
		kind = kind_of(&host, listen);
		if (kind == CONFIG_ADDR_UNSET)
			return (RC_MALFORMED);
		addr.kind = kind == CONFIG_ADDR_ANY ? CONFIG_ADDR_ANY :
		    kind == CONFIG_ADDR_IP ? CONFIG_ADDR_IP :
		    CONFIG_ADDR_NAME;
	}
	if ((addr.text = arena_copy(a, s)) == NULL ||
	    (addr.host = arena_copy(a, host)) == NULL)
		return (RC_NOMEM);
	*ret = addr;
	return (RC_OK);
}

/* Where the authority of a URL ends. */
static size_t
authority(struct span s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != '/' && s.p[n] != '?')
		n++;
	return (n);
}

bool
config_addr_url(struct span s, struct span *ret)
{
	struct span host;
	size_t colon;
	uint16_t port;

	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= 0x20 || s.p[i] == '#' ||
		    s.p[i] == 0x7f)
			return (false);
	if (span_starts(s, SPAN("https://")))
		host = span_from(s, 8);
	else if (span_starts(s, SPAN("http://")))
		host = span_from(s, 7);
	else
		return (false);
	host.n = authority(host);
	if (host.n > 0 && memchr(host.p, '@', host.n) != NULL)
		return (false);
	colon = last_colon(host);
	/* A colon inside of brackets is none. */
	if (colon > 0 && host.p[host.n - 1] != ']') {
		if (!read_port(span_from(host, colon), &port))
			return (false);
		host.n = colon - 1;
	}
	if (kind_of(&host, false) == CONFIG_ADDR_UNSET)
		return (false);
	if (ret != NULL)
		*ret = host;
	return (true);
}

bool
config_addr_here(struct span host)
{
	struct cidr four, six;

	BUG_IF(cidr_read(SPAN("127.0.0.0/8"), &four) != NULL);
	BUG_IF(cidr_read(SPAN("::1"), &six) != NULL);
	return (span_eq(host, SPAN("localhost")) || cidr_has(&four, host) ||
	    cidr_has(&six, host));
}

bool
config_addr_local(const struct config_addr *a)
{

	return (a->kind == CONFIG_ADDR_UNIX || (a->host != NULL &&
	    config_addr_here(span_of(a->host))));
}

/* All addresses of a family or of both. */
static bool
is_any(const struct config_addr *a)
{
	struct cidr net;
	static const uint8_t zero[16];

	if (a->kind == CONFIG_ADDR_ANY)
		return (true);
	return (a->kind == CONFIG_ADDR_IP &&
	    literal(span_of(a->host), &net) &&
	    memcmp(net.addr, zero, net.six ? 16 : 4) == 0);
}

bool
config_addr_clash(const struct config_addr *a, const struct config_addr *b)
{

	if (a->kind == CONFIG_ADDR_UNSET || b->kind == CONFIG_ADDR_UNSET ||
	    a->port != b->port)
		return (false);
	if (a->kind == CONFIG_ADDR_UNIX || b->kind == CONFIG_ADDR_UNIX)
		return (a->kind == b->kind && strcmp(a->host, b->host) == 0);
	return (is_any(a) || is_any(b) ||
	    span_eq(span_of(a->host), span_of(b->host)));
}
