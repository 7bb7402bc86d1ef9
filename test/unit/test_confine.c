/* SPDX-License-Identifier: Apache-2.0 */
/* What a role may not do fails: each in a child of its own. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/roles.h"
#include "t.h"

#define WORKED	0
#define REFUSED	1
#define STRANGE	2

static int
judged(bool ok)
{

	return (ok ? WORKED : errno == EPERM || errno == EACCES ? REFUSED :
	    STRANGE);
}

static int
opened(int fd)
{
	int ret = judged(fd >= 0);

	if (fd >= 0)
		(void)close(fd);
	return (ret);
}

static int
do_read(void)
{

	return (opened(open("/etc/passwd", O_RDONLY | O_CLOEXEC)));
}

static int
do_write(void)
{

	return (opened(open("/tmp/vedette-confine", O_WRONLY | O_CREAT |
	    O_CLOEXEC, 0600)));
}

static int
do_socket(void)
{

	return (opened(socket(AF_INET, SOCK_STREAM, 0)));
}

static int
do_accept(void)
{

	/* Allowed, it finds that this is no socket. */
	return (judged(accept(STDERR_FILENO, NULL, NULL) >= 0 ||
	    errno == ENOTSOCK));
}

static int
do_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return (judged(pid > 0));
}

static int
do_exec(void)
{
	char name[] = "/bin/true";
	char *argv[] = { name, NULL };

	return (judged(execv(name, argv) == 0));
}

static int
do_ptrace(void)
{

	return (judged(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0));
}

static int
do_sync(void)
{

	/* Of a pipe it cannot be done, but it may be asked for. */
	return (judged(fsync(STDERR_FILENO) == 0 || errno == EINVAL ||
	    errno == EROFS));
}

/* What it says, or -signal. */
static int
in_child(unsigned calls, int (*what)(void))
{
	const struct confine how = { .calls = calls };
	struct confine_got got;
	struct err e;
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		confine_core();
		if (confine_enter(&how, &got, &e) != RC_OK)
			_exit(STRANGE);
		_exit(what());
	}
	T_TRUE(pid > 0 && waitpid(pid, &status, 0) == pid);
	return (WIFSIGNALED(status) ? -WTERMSIG(status) :
	    WEXITSTATUS(status));
}

static void
test_roles(void)
{
	static const struct {
		int		(*what)(void);
		unsigned	 needs;		/* CONFINE_*; 0: nobody may. */
		int		 else_;
	} deeds[] = {
		{ do_socket,	CONFINE_CONNECT, REFUSED },
		{ do_accept,	CONFINE_ACCEPT, REFUSED },
		{ do_fork,	CONFINE_FORK | CONFINE_THREADS, REFUSED },
		{ do_sync,	CONFINE_SYNC | CONFINE_FILES, REFUSED },
		{ do_exec,	0, -SIGSYS },
		{ do_ptrace,	0, -SIGSYS },
		/* Landlock: no path was named. */
		{ do_read,	0, REFUSED },
		{ do_write,	0, REFUSED },
	};
	const struct confine_got got = confine_probe();

	if (!got.seccomp || got.landlock == 0)
		T_SKIP("this kernel has no seccomp or no Landlock");
	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT; i++) {
		const struct role_kind *kind = roles_kind(i);

		for (size_t k = 0; kind != NULL && k < COUNT_OF(deeds); k++)
			T_INT((kind->calls & deeds[k].needs) != 0 ? WORKED :
			    deeds[k].else_, in_child(kind->calls,
			    deeds[k].what));
	}
}

/* A path that is named may be reached, in the way that was named. */
static void
test_paths(void)
{
	const struct confine_path reads = { "/etc", CONFINE_READ };
	const struct confine how = { .calls = CONFINE_FILES, .path = &reads,
	    .paths = 1 };
	struct confine_got got = confine_probe();
	struct err e;
	int status = 0;
	pid_t pid;

	if (got.landlock == 0)
		T_SKIP("this kernel has no Landlock");
	pid = fork();
	if (pid == 0) {
		if (confine_enter(&how, &got, &e) != RC_OK)
			_exit(STRANGE);
		_exit(do_read() == WORKED && do_write() == REFUSED ? 0 : 1);
	}
	T_TRUE(pid > 0 && waitpid(pid, &status, 0) == pid);
	T_INT(0, status);
	T_INT(RC_NOTFOUND, confine_enter(&(struct confine){
	    .path = &(struct confine_path){ "/no/such/place", CONFINE_READ },
	    .paths = 1 }, &got, &e));
}

static const struct t_case cases[] = {
	{ "what roles may not do", test_roles },
	{ "paths", test_paths },
};

T_MAIN(cases)
