/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets: who may read their files, and what is read. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/secret.h"
#include "t.h"

static char folder[] = "/tmp/test_secret.XXXXXX";

static const char *
path_of(const char *name)
{
	static char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return (path);
}

static void
put(const char *name, mode_t mode, const char *text, size_t n)
{
	int fd = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	T_TRUE(fd >= 0 && write(fd, text, n) == (ssize_t)n);
	T_INT(0, fchmod(fd, mode));
	T_INT(0, close(fd));
}

static void
files(void)
{
	static const struct {
		const char	*name;
		mode_t		 mode;
		const char	*text;
		rc		 want;
		const char	*got;
	} rows[] = {
		{ "plain", 0600, "hunter2", RC_OK, "hunter2" },
		{ "line", 0400, "hunter2\n", RC_OK, "hunter2" },
		{ "crlf", 0600, "hunter2\r\n", RC_OK, "hunter2" },
		{ "two", 0600, "a\n\n", RC_OK, "a\n" },
		{ "group", 0640, "x", RC_CONFLICT, "" },
		{ "world", 0604, "x", RC_CONFLICT, "" },
		{ "write", 0620, "x", RC_CONFLICT, "" },
		{ "empty", 0600, "", RC_MALFORMED, "" },
		{ "bare", 0600, "\n", RC_MALFORMED, "" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct buf b = { 0 };
		struct err e = { 0 };

		put(rows[i].name, rows[i].mode, rows[i].text,
		    strlen(rows[i].text));
		T_INT(rows[i].want, secret_file(path_of(rows[i].name), &b,
		    &e));
		T_SPAN(rows[i].got, buf_span(&b));
		T_TRUE(strstr(e.what, "hunter2") == NULL);
		secret_release(&b);
		T_TRUE(b.p == NULL);
	}
	T_INT(RC_NOTFOUND, secret_file(path_of("none"), NULL, NULL));
	T_INT(RC_MALFORMED, secret_file(folder, NULL, NULL));
	T_INT(RC_OK, secret_file(path_of("plain"), NULL, NULL));
}

/* Neither the size that is told nor the one that is read may be more. */
static void
large(void)
{
	static char text[SECRET_MAX + 1];
	struct buf b = { 0 };

	memset(text, 'x', sizeof(text));
	put("large", 0600, text, sizeof(text));
	T_INT(RC_LIMIT, secret_file(path_of("large"), &b, NULL));
	T_INT(0, b.n);
	secret_release(&b);
	put("large", 0600, text, SECRET_MAX);
	T_INT(RC_OK, secret_file(path_of("large"), &b, NULL));
	T_INT(SECRET_MAX, b.n);
	secret_release(&b);
}

/* systemd closes the folder; its files may show bits of a group. */
static void
credential(void)
{
	struct buf b = { 0 };

	T_INT(0, unsetenv("CREDENTIALS_DIRECTORY"));
	T_INT(RC_NOTFOUND, secret_credential("key", &b, NULL));
	T_INT(0, setenv("CREDENTIALS_DIRECTORY", folder, 1));
	T_INT(RC_NOTFOUND, secret_credential("key", &b, NULL));
	put("key", 0440, "k\n", 2);
	T_INT(RC_OK, secret_credential("key", &b, NULL));
	T_SPAN("k", buf_span(&b));
	secret_release(&b);
}

static void
nomem(void)
{
	struct buf b = { 0 };
	rc got = RC_NOMEM;

	put("key", 0600, "k\n", 2);
	for (unsigned long n = 1; got != RC_OK && n < 10; n++) {
		secret_release(&b);	/* It keeps that it failed. */
		mem_count = 0;
		mem_fail_at = n;
		got = secret_credential("key", &b, NULL);
		mem_fail_at = 0;
		T_TRUE(got == RC_OK || got == RC_NOMEM);
		T_TRUE((got == RC_OK) == (b.n == 1));
	}
	T_INT(RC_OK, got);
	secret_release(&b);
}

static void
cleared(void)
{
	static const char *const names[] = { "plain", "line", "crlf", "two",
	    "group", "world", "write", "empty", "bare", "large", "key" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		T_INT(0, unlink(path_of(names[i])));
	T_INT(0, rmdir(folder));
}

static void
begun(void)
{

	T_TRUE(mkdtemp(folder) != NULL);
}

static const struct t_case cases[] = {
	{ "begun", begun },
	{ "files", files },
	{ "large", large },
	{ "credential", credential },
	{ "nomem", nomem },
	{ "cleared", cleared },
};

T_MAIN(cases)
