/* SPDX-License-Identifier: Apache-2.0 */
/* Networks and addresses: RFC 4632, RFC 4291. */
#ifndef BASE_CIDR_H
#define BASE_CIDR_H

#include "base/span.h"

struct cidr {
	bool		six;
	unsigned	bits;		/* Of the prefix. */
	uint8_t		addr[16];	/* The first 4 for version 4. */
};

/**
 * cidr_read(s, ret): Store the network ${s}, "ADDRESS/BITS" or one address;
 * return NULL, or what is wrong with it.  Bits behind the prefix must be 0.
 */
const char *cidr_read(struct span, struct cidr *);

/**
 * cidr_has(net, s): Is ${s} an address, bare, inside ${net}?
 * ::ffff:a.b.c.d counts as version 4.
 */
bool cidr_has(const struct cidr *, struct span);

#endif
