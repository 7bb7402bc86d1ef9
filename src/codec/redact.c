/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets out of URLs. */
#include "base/attr.h"
#include "base/digit.h"
#include "codec/redact.h"

#define NAME_MAX_	64	/* A longer name is compared by its begin. */

/* Anywhere in a name; it is compared without '-', '_' and '.'. */
static const char *const within[] = {
	"passw", "passphrase", "pwd", "secret", "token", "apikey", "accesskey",
	"privatekey", "credential", "signature", "otp", "onetime", "jwt",
	"session", "cardn", "creditcard", "cvv", "cvc", "authori", "oauth",
	"saml", "cookie",
};
/* The whole name: short words that are parts of harmless ones. */
static const char *const whole[] = {
	"pass", "key", "pin", "code", "sig", "sid", "auth", "pan", "iban",
	"tan", "card", "hmac", "puk", "ticket",
	"assertion",
};

/* Lower case, percent signs decoded, punctuation left out. */
static size_t
plain(struct span name, char out[NAME_MAX_ + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < name.n && n < NAME_MAX_; i++) {
		char c = name.p[i];

		if (c == '%' && name.n - i > 2 &&
		    digit_hex(name.p[i + 1]) >= 0 &&
		    digit_hex(name.p[i + 2]) >= 0) {
			c = (char)(digit_hex(name.p[i + 1]) * 16 +
			    digit_hex(name.p[i + 2]));
			i += 2;
		}
		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if (c != '-' && c != '_' && c != '.' && c != '\0')
			out[n++] = c;
	}
	out[n] = '\0';
	return (n);
}

bool
redact_secret(struct span name)
{
	char text[NAME_MAX_ + 1];

	if (plain(name, text) == 0)
		return (false);
	for (size_t i = 0; i < COUNT_OF(within); i++)
		if (strstr(text, within[i]) != NULL)
			return (true);
	for (size_t i = 0; i < COUNT_OF(whole); i++)
		if (strcmp(text, whole[i]) == 0)
			return (true);
	return (false);
}

static char *
put(char *to, struct span s)
{

	if (s.n > 0)
		memcpy(to, s.p, s.n);
	return (to + s.n);
}

static size_t
until(struct span s, size_t from, const char *stops)
{
	size_t i = from;

	while (i < s.n && (s.p[i] == '\0' || strchr(stops, s.p[i]) == NULL))
		i++;
	return (i);
}

/* "user:password@" before a host. */
static char *
authority(struct span url, size_t *at, char *to)
{
	size_t begin, end, i;

	for (i = 0; i + 2 < url.n; i++)
		if (memcmp(url.p + i, "://", 3) == 0 || url.p[i] == '?')
			break;
	if (i + 2 >= url.n || url.p[i] == '?')
		return (to);
	begin = i + 3;
	end = until(url, begin, "/?#");
	to = put(to, (struct span){ url.p, begin });
	*at = begin;
	for (i = end; i-- > begin;) {
		if (url.p[i] != '@')
			continue;
		to = put(to, SPAN("***"));
		*at = i;
		break;
	}
	return (to);
}

size_t
redact_url(struct span url, char *out)
{
	size_t at = 0, end;
	char *to = authority(url, &at, out);

	end = until(url, at, "?#");
	to = put(to, (struct span){ url.p + at, end - at });
	for (at = end; at < url.n; at = end) {
		size_t stop = until(url, at + 1, "&;?#");
		size_t equals = until((struct span){ url.p, stop }, at + 1,
		    "=");
		struct span name = { url.p + at + 1, equals - at - 1 };

		end = stop;
		if (equals == stop || !redact_secret(name)) {
			to = put(to, (struct span){ url.p + at, stop - at });
			continue;
		}
		to = put(to, (struct span){ url.p + at, equals + 1 - at });
		to = put(to, SPAN("***"));
	}
	return ((size_t)(to - out));
}
