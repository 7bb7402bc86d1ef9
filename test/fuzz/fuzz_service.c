/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as the service's configuration: it is read, or refused with the
 * file, a line and what was expected; read again, it is the same.
 */
#include <stdlib.h>

#include "cli/service.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool ok)
{

	if (!ok)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = { (const char *)data, size };
	struct service a, b;
	struct err e = { .code = RC_OK };
	rc r = service_parse(in, "run.yaml", &a, &e);

	if (r != RC_OK) {
		must(e.code == r && strncmp(e.what, "run.yaml", 8) == 0);
	} else {
		must(a.data != NULL && a.journal != NULL);
		must(service_parse(in, "run.yaml", &b, &e) == RC_OK);
		must(strcmp(a.data, b.data) == 0 && a.sources == b.sources);
		for (size_t i = 0; i < a.sources; i++)
			must(a.source[i].listen != NULL &&
			    a.source[i].kind < SERVICE_KIND_COUNT);
		service_release(&b);
	}
	service_release(&a);
	return (0);
}
