/* SPDX-License-Identifier: Apache-2.0 */
/* What a process may do from now on. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/confine.h"

/* A call, and the groups that have it; 0: all. */
struct call {
	const char	*name;
	unsigned	 of;
};

static const struct call calls[] = {
	/* Descriptors that are open. */
	{ "read", 0 }, { "write", 0 }, { "readv", 0 }, { "writev", 0 },
	{ "pread64", 0 }, { "pwrite64", 0 }, { "lseek", 0 }, { "close", 0 },
	{ "fstat", 0 }, { "dup", 0 }, { "fcntl", 0 },
	{ "sendmsg", 0 }, { "recvmsg", 0 }, { "sendto", 0 },
	{ "recvfrom", 0 }, { "shutdown", 0 }, { "getsockname", 0 },
	{ "getpeername", 0 }, { "getsockopt", 0 }, { "setsockopt", 0 },
	{ "poll", 0 }, { "ppoll", 0 }, { "epoll_create1", 0 },
	{ "epoll_ctl", 0 }, { "epoll_wait", 0 }, { "epoll_pwait", 0 },
	{ "eventfd2", 0 }, { "timerfd_create", 0 },
	{ "timerfd_settime", 0 }, { "signalfd4", 0 }, { "pipe2", 0 },
	/* Memory. */
	{ "brk", 0 }, { "mmap", 0 }, { "munmap", 0 }, { "mremap", 0 },
	{ "mprotect", 0 }, { "madvise", 0 },
	/* Time and chance. */
	{ "clock_gettime", 0 }, { "clock_nanosleep", 0 }, { "nanosleep", 0 },
	{ "clock_getres", 0 }, { "gettimeofday", 0 }, { "time", 0 },
	{ "getrandom", 0 },
	/* Oneself. */
	{ "futex", 0 }, { "rseq", 0 }, { "set_robust_list", 0 },
	{ "sched_yield", 0 }, { "sched_getaffinity", 0 },
	{ "membarrier", 0 }, { "getpid", 0 }, { "gettid", 0 },
	{ "getuid", 0 }, { "geteuid", 0 }, { "getgid", 0 },
	{ "getegid", 0 }, { "getrusage", 0 }, { "sysinfo", 0 },
	{ "uname", 0 }, { "prlimit64", 0 }, { "tgkill", 0 },
	{ "rt_sigaction", 0 }, { "rt_sigprocmask", 0 },
	{ "rt_sigreturn", 0 }, { "sigaltstack", 0 },
	{ "restart_syscall", 0 }, { "exit", 0 }, { "exit_group", 0 },
	/* Files. */
	{ "fsync", CONFINE_SYNC | CONFINE_FILES },
	{ "fdatasync", CONFINE_SYNC | CONFINE_FILES },
	{ "ftruncate", CONFINE_SYNC | CONFINE_FILES },
	{ "fallocate", CONFINE_SYNC | CONFINE_FILES },
	{ "openat", CONFINE_FILES }, { "open", CONFINE_FILES },
	{ "newfstatat", CONFINE_FILES }, { "stat", CONFINE_FILES },
	{ "lstat", CONFINE_FILES }, { "statx", CONFINE_FILES },
	{ "access", CONFINE_FILES }, { "faccessat", CONFINE_FILES },
	{ "faccessat2", CONFINE_FILES }, { "readlink", CONFINE_FILES },
	{ "readlinkat", CONFINE_FILES }, { "getcwd", CONFINE_FILES },
	{ "getdents64", CONFINE_FILES }, { "mkdir", CONFINE_FILES },
	{ "mkdirat", CONFINE_FILES }, { "rename", CONFINE_FILES },
	{ "renameat", CONFINE_FILES }, { "renameat2", CONFINE_FILES },
	{ "unlink", CONFINE_FILES }, { "unlinkat", CONFINE_FILES },
	{ "fchmod", CONFINE_FILES }, { "fchown", CONFINE_FILES },
	{ "flock", CONFINE_FILES }, { "fstatfs", CONFINE_FILES },
	{ "statfs", CONFINE_FILES }, { "umask", CONFINE_FILES },
	{ "copy_file_range", CONFINE_FILES },
	/* Sockets. */
	{ "accept", CONFINE_ACCEPT }, { "accept4", CONFINE_ACCEPT },
	{ "socket", CONFINE_CONNECT }, { "connect", CONFINE_CONNECT },
	{ "bind", CONFINE_CONNECT }, { "socketpair", CONFINE_CONNECT },
	{ "sendmmsg", CONFINE_CONNECT }, { "recvmmsg", CONFINE_CONNECT },
	{ "ioctl", CONFINE_CONNECT },
	/* Threads and copies. */
	{ "clone", CONFINE_THREADS | CONFINE_FORK },
	{ "clone3", CONFINE_THREADS | CONFINE_FORK },
	{ "fork", CONFINE_FORK }, { "vfork", CONFINE_FORK },
	{ "wait4", CONFINE_FORK }, { "waitid", CONFINE_FORK },
	{ "set_tid_address", CONFINE_THREADS | CONFINE_FORK },
	{ "prctl", CONFINE_THREADS | CONFINE_FORK },
	{ "setpriority", CONFINE_FORK },
};

/* Who calls these has broken in. */
static const char *const never[] = { "execve", "execveat", "ptrace",
    "process_vm_readv", "process_vm_writev", "bpf", "kexec_load",
    "init_module", "finit_module", "mount", "pivot_root", "unshare",
    "setns", "userfaultfd", "perf_event_open", "keyctl", "add_key" };

#define READS	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
/* What version 1 knows, and what came since and is in the header. */
#define FIRST	((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)
#define SECOND	(FIRST | LANDLOCK_ACCESS_FS_REFER)
#define WRITES	(READS | LANDLOCK_ACCESS_FS_WRITE_FILE |		\
	LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | \
	LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG)
/* A file has no use for rights of folders. */
#define OF_FILE	(LANDLOCK_ACCESS_FS_READ_FILE |				\
	LANDLOCK_ACCESS_FS_WRITE_FILE)

static rc
failed(const char *what, struct err *e)
{

	return (rc_fail(e, RC_IO, 0, "confinement: %s: %s", what,
	    strerrordesc_np(errno)));
}

static int
landlock_version(void)
{
	long v = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	return (v > 0 ? (int)v : 0);
}

struct confine_got
confine_probe(void)
{

	return ((struct confine_got){
	    .seccomp = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0,
	    .landlock = landlock_version() });
}

void
confine_core(void)
{
	struct rlimit none = { 0, 0 };

	/* Neither can fail for less. */
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static rc
allow_path(int rules, const struct confine_path *p, uint64_t known,
    struct err *e)
{
	struct landlock_path_beneath_attr a = {
	    .parent_fd = open(p->path, O_PATH | O_CLOEXEC),
	    .allowed_access = known &
		(p->may & CONFINE_WRITE ? WRITES : READS) };
	int folder;
	rc r = RC_OK;

	if (a.parent_fd < 0)
		return (rc_fail(e, RC_NOTFOUND, 0, "%.80s: %s", p->path,
		    strerrordesc_np(errno)));
	/* Is there something below it? */
	folder = openat(a.parent_fd, ".", O_PATH | O_CLOEXEC);
	if (folder < 0)
		a.allowed_access &= OF_FILE;
	else
		(void)close(folder);
	if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH,
	    &a, 0) != 0)
		r = failed("allowing a path", e);
	(void)close(a.parent_fd);
	return (r);
}

static rc
paths(const struct confine *how, int version, struct err *e)
{
	struct landlock_ruleset_attr attr = {
	    .handled_access_fs = version >= 2 ? SECOND : FIRST };
	int rules = (int)syscall(SYS_landlock_create_ruleset, &attr,
	    sizeof(attr), 0);
	rc r = RC_OK;

	if (rules < 0)
		return (failed("making rules for paths", e));
	for (size_t i = 0; i < how->paths && r == RC_OK; i++)
		r = allow_path(rules, &how->path[i], attr.handled_access_fs,
		    e);
	if (r == RC_OK && syscall(SYS_landlock_restrict_self, rules, 0) != 0)
		r = failed("leaving the other paths", e);
	(void)close(rules);
	return (r);
}

static rc
filter(const struct confine *how, struct err *e)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int bad = f == NULL ? -ENOMEM : 0;

	for (size_t i = 0; i < COUNT_OF(calls) && bad == 0; i++) {
		int number = seccomp_syscall_resolve_name(calls[i].name);

		/* Not every machine has each; those have nothing to allow. */
		if (number >= 0 && (calls[i].of == 0 ||
		    (calls[i].of & how->calls) != 0))
			bad = seccomp_rule_add(f, SCMP_ACT_ALLOW, number, 0);
	}
	for (size_t i = 0; i < COUNT_OF(never) && bad == 0; i++) {
		int number = seccomp_syscall_resolve_name(never[i]);

		if (number >= 0)
			bad = seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS,
			    number, 0);
	}
	if (bad == 0)
		bad = seccomp_load(f);
	seccomp_release(f);
	if (bad == -ENOMEM)
		return (rc_fail(e, RC_NOMEM, 0, "confinement"));
	errno = -bad;
	return (bad == 0 ? RC_OK : failed("system calls", e));
}

rc
confine_enter(const struct confine *how, struct confine_got *got,
    struct err *e)
{
	struct rlimit files = { how->files, how->files };
	rc r;

	*got = confine_probe();
	if (how->files > 0 && setrlimit(RLIMIT_NOFILE, &files) != 0)
		return (failed("number of open files", e));
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return (failed("no new privileges", e));
	if (got->landlock > 0 && (r = paths(how, got->landlock, e)) != RC_OK)
		return (r);
	return (got->seccomp ? filter(how, e) : RC_OK);
}
