/* SPDX-License-Identifier: Apache-2.0 */
/* Snapshot files. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sys/disk.h"
#include "sys/snapshot.h"

#define PREFIX	"snapshot-"
#define DIGITS	20
#define PATH	4096
#define WAITS	40			/* For the lock: two seconds. */
#define WAIT_NS	50000000

static rc
failed(const char *dir, const char *what, struct err *e)
{

	return (rc_fail(e, RC_IO, 0, "%.80s: %s: %s", dir, what,
	    strerrordesc_np(errno)));
}

static bool
path_of(char out[PATH], const char *dir, const char *name)
{
	int n = snprintf(out, PATH, "%s/%s", dir, name);

	errno = ENAMETOOLONG;
	return (n > 0 && n < PATH);
}

static void
name_of(uint64_t number, char out[sizeof(PREFIX) + DIGITS])
{

	(void)snprintf(out, sizeof(PREFIX) + DIGITS, PREFIX "%020llu",
	    (unsigned long long)number);
}

bool
snapshot_in_use(int dir)
{
	int fd = openat(dir, "lock", O_RDONLY | O_CLOEXEC);
	bool used = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0;

	if (fd >= 0)
		(void)close(fd);	/* Free again; only read. */
	return (used);
}

rc
snapshot_folder(const char *dir, int *lock, struct err *e)
{
	char path[PATH];
	int fd, got;

	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return (failed(dir, "making the folder", e));
	if (!path_of(path, dir, "lock") || (fd = open(path,
	    O_RDWR | O_CREAT | O_CLOEXEC, 0600)) < 0)
		return (failed(dir, "opening its lock", e));
	/* What a run that was killed left writing ends within moments. */
	for (int i = 0; (got = flock(fd, LOCK_EX | LOCK_NB)) != 0 &&
	    i < WAITS; i++)
		(void)nanosleep(&(struct timespec){ .tv_nsec = WAIT_NS },
		    NULL);
	if (got != 0) {
		(void)close(fd);
		return (rc_fail(e, RC_CONFLICT, 0, "%.80s: another run is "
		    "using this folder", dir));
	}
	*lock = fd;
	return (RC_OK);
}

void
snapshot_unlock(int lock)
{

	if (lock >= 0)
		(void)close(lock);	/* Nothing was written there. */
}

/* All but the newest two go; what stays by accident is tried next time. */
static void
prune(const char *dir)
{
	uint64_t kept[SNAPSHOT_KEPT] = { 0 };
	struct dirent *d;
	size_t n = 0;
	DIR *all;

	if (snapshot_numbers(dir, kept, &n, NULL) != RC_OK ||
	    n < SNAPSHOT_KEPT || (all = opendir(dir)) == NULL)
		return;
	while ((d = readdir(all)) != NULL) {
		char last[sizeof(PREFIX) + DIGITS];

		name_of(kept[n - 1], last);
		if (strncmp(d->d_name, PREFIX, sizeof(PREFIX) - 1) == 0 &&
		    strlen(d->d_name) == strlen(last) &&
		    strcmp(d->d_name, last) < 0)
			(void)unlinkat(dirfd(all), d->d_name, 0);
	}
	(void)closedir(all);
}

rc
snapshot_write(const char *dir, uint64_t number, struct span bytes,
    struct err *e)
{
	char name[sizeof(PREFIX) + DIGITS];
	struct err why = { 0 };
	int fd = -1;
	rc r;

	name_of(number, name);
	if ((r = disk_folder(dir, &fd, &why)) == RC_OK)
		r = disk_replace(fd, name, "snapshot.new", bytes, &why);
	disk_close(fd);
	if (r != RC_OK)
		return (rc_fail(e, RC_IO, 0, "%.80s: writing a snapshot: %s",
		    dir, why.what));
	prune(dir);
	return (RC_OK);
}

rc
snapshot_numbers(const char *dir, uint64_t ret[SNAPSHOT_KEPT], size_t *n,
    struct err *e)
{
	DIR *all = opendir(dir);
	struct dirent *d;

	if (all == NULL)
		return (failed(dir, "reading the folder", e));
	*n = 0;
	while ((d = readdir(all)) != NULL) {
		const char *digits = d->d_name + sizeof(PREFIX) - 1;
		uint64_t number;
		size_t at;

		if (strncmp(d->d_name, PREFIX, sizeof(PREFIX) - 1) != 0 ||
		    strspn(digits, "0123456789") != DIGITS ||
		    digits[DIGITS] != '\0')
			continue;
		number = strtoull(digits, NULL, 10);
		for (at = *n; at > 0 && ret[at - 1] < number; at--)
			if (at < SNAPSHOT_KEPT)
				ret[at] = ret[at - 1];
		if (at < SNAPSHOT_KEPT)
			ret[at] = number;
		*n += *n < SNAPSHOT_KEPT;
	}
	(void)closedir(all);	/* Only read. */
	return (RC_OK);
}

rc
snapshot_read(const char *dir, uint64_t number, struct buf *out,
    struct err *e)
{
	char name[sizeof(PREFIX) + DIGITS], path[PATH];
	struct stat st;
	ssize_t n;
	char *p;
	int fd;

	name_of(number, name);
	if (!path_of(path, dir, name) ||
	    (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return (failed(dir, "opening a snapshot", e));
	if (fstat(fd, &st) != 0) {
		(void)close(fd);
		return (failed(dir, "reading a snapshot", e));
	}
	if ((p = buf_room(out, (size_t)st.st_size + 1)) == NULL) {
		(void)close(fd);
		return (rc_fail(e, RC_NOMEM, 0, "reading a snapshot"));
	}
	while (out->n < (size_t)st.st_size && ((n = read(fd, p + out->n,
	    (size_t)st.st_size - out->n)) > 0 || (n < 0 && errno == EINTR)))
		out->n += n > 0 ? (size_t)n : 0;
	(void)close(fd);	/* Only read. */
	return (RC_OK);
}

rc
snapshot_aside(snapshot_aside_fn *fn, void *ctx, int *child)
{
	pid_t pid = fork();

	if (pid < 0)
		return (RC_LIMIT);
	if (pid == 0) {
		/* It writes for nobody when we are gone. */
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(fn(ctx));
	}
	*child = pid;
	return (RC_OK);
}

bool
snapshot_aside_done(int child, bool wait, int *status)
{
	int how = 0;
	pid_t pid;

	do
		pid = waitpid(child, &how, wait ? 0 : WNOHANG);
	while (pid < 0 && errno == EINTR);
	if (pid == 0)
		return (false);
	*status = pid == child && WIFEXITED(how) ? WEXITSTATUS(how) : -1;
	return (true);
}
