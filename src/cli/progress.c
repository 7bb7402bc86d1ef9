/* SPDX-License-Identifier: Apache-2.0 */
/* A line on the terminal that says how far a run has come. */
#include <stdio.h>

#include "cli/progress.h"
#include "cli/summary.h"
#include "sys/ticker.h"

#define EVERY_S		0.2
#define BAR		24		/* Columns. */

void
progress_start(struct progress *p, bool on)
{

	p->on = on;
	p->start = ticker_now();
	p->next = p->start + EVERY_S;
}

void
progress_show(struct progress *p, uint64_t events, double share)
{
	char bar[BAR + 1], number[32];
	double now, passed;

	if (!p->on || (now = ticker_now()) < p->next)
		return;
	p->next = now + EVERY_S;
	passed = now - p->start;
	fputs("\r\033[K", stderr);
	if (share > 0) {
		for (int i = 0; i < BAR; i++)
			bar[i] = i < (int)(share * BAR) ? '#' : '.';
		bar[BAR] = '\0';
		fprintf(stderr, "[%s] %3.0f %%  ", bar, share * 100);
	}
	fprintf(stderr, "%s events/s", summary_number(
	    (uint64_t)((double)events / passed), number));
	if (share > 0.01)
		fprintf(stderr, "  %.0f s left", passed / share - passed);
	fflush(stderr);
}

double
progress_end(struct progress *p)
{

	if (p->on)
		fputs("\r\033[K", stderr);
	return (ticker_now() - p->start);
}
