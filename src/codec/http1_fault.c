/* SPDX-License-Identifier: Apache-2.0 */
/* What can be wrong with an HTTP/1.1 message. */
#include "base/rc.h"
#include "codec/http1_fault.h"

#define X(symbol, name, section, what)	{ name, section, what },
static const struct http1_fault_row rows[] = { HTTP1_FAULTS(X) };
#undef X

const struct http1_fault_row *
http1_fault_row(enum http1_fault f)
{

	BUG_IF(f >= HTTP1_FAULT_COUNT);
	return (&rows[f]);
}
