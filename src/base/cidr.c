/* SPDX-License-Identifier: Apache-2.0 */
/* Networks and addresses. */
#include <arpa/inet.h>

#include "base/cidr.h"

#define ADDRESS_MAX	45		/* INET6_ADDRSTRLEN without NUL */

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

static bool
address(struct span s, struct cidr *a)
{
	char text[ADDRESS_MAX + 1];
	uint8_t six[16];

	if (s.n == 0 || s.n > ADDRESS_MAX || memchr(s.p, '\0', s.n) != NULL)
		return (false);
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*a = (struct cidr){ .bits = 32 };
	if (inet_pton(AF_INET, text, a->addr) == 1)
		return (true);
	if (inet_pton(AF_INET6, text, six) != 1)
		return (false);
	if (memcmp(six, mapped, sizeof(mapped)) == 0) {
		memcpy(a->addr, six + 12, 4);
		return (true);
	}
	a->six = true;
	a->bits = 128;
	memcpy(a->addr, six, sizeof(six));
	return (true);
}

/* Are the first ${bits} of both equal? */
static bool
same(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(a, b, whole) != 0)
		return (false);
	return (rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0);
}

const char *
cidr_read(struct span s, struct cidr *ret)
{
	const char *slash = s.n > 0 ? memchr(s.p, '/', s.n) : NULL;
	struct span host = s, bits = { NULL, 0 };
	uint8_t clean[16] = { 0 };
	unsigned n = 0, less;

	if (slash != NULL) {
		host.n = (size_t)(slash - s.p);
		bits = span_from(s, host.n + 1);
	}
	if (!address(host, ret))
		return ("no IPv4 or IPv6 address");
	if (slash == NULL)
		return (NULL);
	for (size_t i = 0; i < bits.n; i++) {
		if (bits.p[i] < '0' || bits.p[i] > '9' || n > 128)
			return ("the prefix length is no number");
		n = n * 10 + (unsigned)(bits.p[i] - '0');
	}
	/* ::ffff:10.0.0.0/104 is 10.0.0.0/8. */
	less = !ret->six && memchr(host.p, ':', host.n) != NULL ? 96 : 0;
	if (bits.n == 0 || n < less || n - less > ret->bits)
		return ("the prefix length does not fit the address");
	ret->bits = n - less;
	memcpy(clean, ret->addr, ret->bits / 8);
	if (ret->bits % 8 != 0)
		clean[ret->bits / 8] = (uint8_t)(ret->addr[ret->bits / 8] &
		    (0xff00u >> ret->bits % 8));
	if (memcmp(clean, ret->addr, ret->six ? 16 : 4) != 0)
		return ("bits are set behind the prefix");
	return (NULL);
}

bool
cidr_has(const struct cidr *net, struct span s)
{
	struct cidr a;

	return (address(s, &a) && a.six == net->six &&
	    same(a.addr, net->addr, net->bits));
}
