/* SPDX-License-Identifier: Apache-2.0 */
/* What looks like personal data in a text. */
#include <ctype.h>

#include "base/attr.h"
#include "model/mask_shape.h"

#define VIN		17		/* ISO 3779 */
#define PHONE_LEAST	8		/* E.164: 15 digits at most. */
#define PHONE_MOST	15
#define EXACT		4		/* Decimals: 11 m. */
#define LOCAL_MOST	64		/* RFC 5321, before the @. */

static bool
is_word(char c)
{

	return (isalnum((unsigned char)c) != 0);
}

static bool
is_digit(char c)
{

	return (c >= '0' && c <= '9');
}

/* Characters from ${at} on that ${also} or a word has. */
static size_t
run(struct span s, size_t at, const char *also)
{
	size_t n = 0;

	while (at + n < s.n && (is_word(s.p[at + n]) ||
	    (s.p[at + n] != '\0' && strchr(also, s.p[at + n]) != NULL)))
		n++;
	return (n);
}

static bool
begins(struct span s, size_t at)
{

	return (at == 0 || !is_word(s.p[at - 1]));
}

static size_t
vin(struct span s, size_t at)
{
	size_t digits = 0;

	if (!begins(s, at) || run(s, at, "") != VIN)
		return (0);
	for (size_t i = 0; i < VIN; i++) {
		char c = s.p[at + i];

		if (strchr("IOQioq", c) != NULL)
			return (0);
		digits += is_digit(c);
	}
	/* The end of the serial number is digits; letters are somewhere. */
	return (digits >= 4 && digits < VIN && is_digit(s.p[at + VIN - 1]) &&
	    is_digit(s.p[at + VIN - 2]) && is_digit(s.p[at + VIN - 3]) ?
	    VIN : 0);
}

static size_t
email(struct span s, size_t at)
{
	static const char also[] = "._%+-";
	size_t local, host;
	const char *dot;

	if (at > 0 && (is_word(s.p[at - 1]) ||
	    (s.p[at - 1] != '\0' && strchr(also, s.p[at - 1]) != NULL)))
		return (0);
	local = run(s, at, also);
	if (local == 0 || local > LOCAL_MOST || at + local >= s.n ||
	    s.p[at + local] != '@')
		return (0);
	host = run(s, at + local + 1, ".-");
	dot = host > 2 ? memchr(s.p + at + local + 2, '.', host - 2) : NULL;
	return (dot != NULL ? local + 1 + host : 0);
}

static size_t
phone(struct span s, size_t at)
{
	size_t n = 1, digits = 0, end = 0;

	if (s.p[at] != '+' || !begins(s, at))
		return (0);
	for (; at + n < s.n && digits <= PHONE_MOST; n++) {
		char c = s.p[at + n];

		if (is_digit(c)) {
			digits++;
			end = n + 1;
		} else if (c == '\0' || strchr(" -()./", c) == NULL)
			break;
	}
	return (digits >= PHONE_LEAST && digits <= PHONE_MOST ? end : 0);
}

static size_t
coordinate(struct span s, size_t at)
{
	size_t n = 0, whole, part = 0;

	if (!begins(s, at) || (at > 0 && s.p[at - 1] == '.'))
		return (0);
	if (s.p[at] == '-')
		n++;
	for (whole = n; at + n < s.n && is_digit(s.p[at + n]); )
		n++;
	whole = n - whole;
	if (whole == 0 || whole > 3 || at + n >= s.n || s.p[at + n] != '.')
		return (0);
	for (n++; at + n < s.n && is_digit(s.p[at + n]); n++)
		part++;
	/* Not a version or an address: no more digits or points behind. */
	if (part < EXACT || (at + n < s.n && (is_word(s.p[at + n]) ||
	    (s.p[at + n] == '.' && at + n + 1 < s.n &&
	    is_digit(s.p[at + n + 1])))))
		return (0);
	return (n);
}

size_t
mask_shape_at(struct span s, size_t at, const char **class)
{
	static const struct {
		const char	*class;
		size_t		(*fits)(struct span, size_t);
	} shapes[] = { { "email", email }, { "vin", vin },
	    { "phone", phone }, { "position", coordinate } };

	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		size_t n = shapes[i].fits(s, at);

		if (n > 0) {
			*class = shapes[i].class;
			return (n);
		}
	}
	return (0);
}
