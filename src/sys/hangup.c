/* SPDX-License-Identifier: Apache-2.0 */
/* SIGHUP as a question. */
#include <signal.h>

#include "sys/hangup.h"

static volatile sig_atomic_t came;

static void
note(int sig)
{

	(void)sig;
	came = 1;
}

void
hangup_watch(void)
{
	struct sigaction how = { .sa_handler = note,
	    .sa_flags = SA_RESTART };

	(void)sigemptyset(&how.sa_mask);
	/* It cannot fail for this signal. */
	(void)sigaction(SIGHUP, &how, NULL);
}

bool
hangup_came(void)
{

	if (came == 0)
		return (false);
	came = 0;
	return (true);
}
