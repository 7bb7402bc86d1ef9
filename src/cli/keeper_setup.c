/* SPDX-License-Identifier: Apache-2.0 */
/* The keeper's first start. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/hash.h"
#include "cli/keeper_setup.h"

#define BYTES		32		/* Of chance. */
#define FILE_NAME	"setup-token"

/* It is on disk before the database knows of it. */
static rc
put(const char *folder, const char *text, size_t n, struct err *e)
{
	char path[4096];
	bool ok;
	int fd;

	(void)snprintf(path, sizeof(path), "%s/" FILE_NAME, folder);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
	    0600);
	if (fd < 0)
		return (rc_fail(e, RC_IO, 0, "%.80s: %s", path,
		    strerrordesc_np(errno)));
	ok = write(fd, text, n) == (ssize_t)n && fsync(fd) == 0;
	(void)close(fd);
	return (ok ? RC_OK : rc_fail(e, RC_IO, 0, "%.80s: it cannot be "
	    "written", path));
}

rc
keeper_setup(struct role *r, struct store *s, const char *folder,
    struct err *e)
{
	const struct store_holder admin = { .name = "set-up",
	    .role = "admin" };
	uint8_t chance[BYTES], sum[HASH_SHA256];
	char token[2 * BYTES + 1], digest[STORE_DIGEST];
	bool any;
	rc rv;

	if ((rv = store_has_token(s, &any, e)) != RC_OK || any)
		return (rv);
	if (getrandom(chance, sizeof(chance), 0) != (ssize_t)sizeof(chance))
		return (rc_fail(e, RC_IO, 0, "no randomness to be had"));
	hash_hex(chance, sizeof(chance), token);
	token[2 * BYTES] = '\n';
	hash_sha256((struct span){ token, 2 * BYTES }, sum);
	hash_hex(sum, sizeof(sum), digest);
	if ((rv = put(folder, token, sizeof(token), e)) == RC_OK)
		rv = store_put_token(s, (struct span){ digest,
		    sizeof(digest) }, &admin, loop_clock(), e);
	explicit_bzero(chance, sizeof(chance));
	explicit_bzero(token, sizeof(token));
	if (rv == RC_OK)
		role_say(r, "the administrator's token is in %s/" FILE_NAME
		    ": read it, then remove the file", folder);
	return (rv);
}
