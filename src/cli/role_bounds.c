/* SPDX-License-Identifier: Apache-2.0 */
/* User and limits of a role. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/role_bounds.h"

#define ENTRY_MOST	4096		/* Bytes of a user's entry. */

const struct config_role *
role_bounds_of(const struct config *c, enum messages_role role)
{
	static const int at[MESSAGES_ROLE_COUNT] = {
		[MESSAGES_PARENT] = -1,
#define X(suffix, path, help)	[MESSAGES_##suffix] = CONFIG_ROLE_##suffix,
		CONFIG_ROLES(X)
#undef X
	};

	return (at[role] < 0 ? NULL : &c->role[at[role]]);
}

/* The user of a role as root; 0 and 0: it stays who it is. */
static rc
user_of(const struct config *c, enum messages_role role, uid_t *uid,
    gid_t *gid, struct err *e)
{
	const struct config_role *how = role_bounds_of(c, role);
	struct passwd found, *pw = NULL;
	char text[ENTRY_MOST];

	*uid = 0;
	*gid = 0;
	if (how == NULL || how->user == NULL || geteuid() != 0)
		return (RC_OK);
	if (getpwnam_r(how->user, &found, text, sizeof(text), &pw) != 0 ||
	    pw == NULL)
		return (rc_fail(e, RC_NOTFOUND, 0, "role %s: no user %.40s",
		    messages_role_name(role), how->user));
	*uid = pw->pw_uid;
	*gid = pw->pw_gid;
	return (RC_OK);
}

rc
role_bounds_check(const struct config *c, struct err *e)
{
	rc r = RC_OK;
	uid_t uid;
	gid_t gid;

	for (unsigned i = 0; i < MESSAGES_ROLE_COUNT && r == RC_OK; i++)
		r = user_of(c, (enum messages_role)i, &uid, &gid, e);
	return (r);
}

/* A folder and the files in it; what is a link stays whose it is. */
static rc
give(const char *path, uid_t uid, gid_t gid, mode_t mode, struct err *e)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *x;
	bool ok = d != NULL && fchown(fd, uid, gid) == 0 && fchmod(fd, mode)
	    == 0;
	struct stat st;

	while (ok && (x = readdir(d)) != NULL)
		if (strcmp(x->d_name, ".") != 0 && strcmp(x->d_name, "..") !=
		    0 && fstatat(fd, x->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0
		    && S_ISREG(st.st_mode) && st.st_nlink == 1)
			ok = fchownat(fd, x->d_name, uid, gid,
			    AT_SYMLINK_NOFOLLOW) == 0;
	if (!ok)
		(void)rc_fail(e, RC_IO, 0, "%.80s: %s", path,
		    strerrordesc_np(errno));
	if (d != NULL)
		(void)closedir(d);
	else if (fd >= 0)
		(void)close(fd);
	return (ok ? RC_OK : RC_IO);
}

rc
role_bounds_folders(const struct service *s, struct err *e)
{
	const struct config *c = s->config;
	uid_t edge, engine, keeper;
	gid_t edges, engines, keepers;
	rc r;

	if ((r = user_of(c, MESSAGES_EDGE, &edge, &edges, e)) != RC_OK ||
	    (r = user_of(c, MESSAGES_ENGINE, &engine, &engines, e)) != RC_OK ||
	    (r = user_of(c, MESSAGES_KEEPER, &keeper, &keepers, e)) != RC_OK)
		return (r);
	if (edge == 0 && engine == 0 && keeper == 0)
		return (RC_OK);
	/* All have to get through the first; new segments get the journal's
	 * group, and so does who reads them. */
	if ((r = give(c->main.data, edge, edges, 0711, e)) != RC_OK ||
	    (r = give(s->journal, edge, engines, 02750, e)) != RC_OK ||
	    (r = give(s->state, engine, engines, 0700, e)) != RC_OK)
		return (r);
	return (c->store.engine == CONFIG_STORE_SQLITE ?
	    give(s->store, keeper, keepers, 0700, e) : RC_OK);
}

static rc
limit(int what, const char *name, uint64_t most, struct err *e)
{
	struct rlimit now;

	if (getrlimit((__rlimit_resource_t)what, &now) != 0)
		return (rc_fail(e, RC_IO, 0, "%s: %s", name,
		    strerrordesc_np(errno)));
	if (now.rlim_max == RLIM_INFINITY || most < now.rlim_max)
		now.rlim_max = (rlim_t)most;
	now.rlim_cur = now.rlim_max;
	return (setrlimit((__rlimit_resource_t)what, &now) == 0 ? RC_OK :
	    rc_fail(e, RC_IO, 0, "%s: %s", name, strerrordesc_np(errno)));
}

rc
role_bounds_take(const struct config *c, enum messages_role role,
    struct err *e)
{
	const struct config_role *how = role_bounds_of(c, role);
	uid_t uid;
	gid_t gid;
	rc r;

	if (how == NULL)
		return (RC_OK);
	if ((r = user_of(c, role, &uid, &gid, e)) != RC_OK ||
	    (r = limit(RLIMIT_NOFILE, "open files", (uint64_t)how->files, e))
	    != RC_OK || (how->memory > 0 && (r = limit(RLIMIT_AS, "memory",
	    (uint64_t)how->memory, e)) != RC_OK))
		return (r);
	if (uid != 0 && (initgroups(how->user, gid) != 0 ||
	    setresgid(gid, gid, gid) != 0 || setresuid(uid, uid, uid) != 0))
		return (rc_fail(e, RC_IO, 0, "becoming %.40s: %s", how->user,
		    strerrordesc_np(errno)));
	return (RC_OK);
}
