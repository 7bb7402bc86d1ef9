/* SPDX-License-Identifier: Apache-2.0 */
/* A person's terminal or not. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "sys/term.h"

#define WIDTH_LEAST	40
#define WIDTH_USUAL	80
#define WIDTH_MOST	400

bool
term_is(int fd)
{

	return (isatty(fd) == 1);
}

unsigned
term_width(int fd)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	long n = columns != NULL ? strtol(columns, NULL, 10) : 0;

	if (n <= 0)
		n = ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
	if (n <= 0)
		n = WIDTH_USUAL;
	if (n < WIDTH_LEAST)
		n = WIDTH_LEAST;
	return ((unsigned)(n < WIDTH_MOST ? n : WIDTH_MOST));
}

bool
term_colour(int fd)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return (term_is(fd) && (no == NULL || *no == '\0') &&
	    term != NULL && strcmp(term, "dumb") != 0);
}
