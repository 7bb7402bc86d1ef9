/* SPDX-License-Identifier: Apache-2.0 */
/* What a reload goes over to. */
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "cli/role_reload.h"
#include "cli/saying.h"
#include "model/config_diff.h"
#include "model/config_table.h"
#include "sys/datadir.h"

struct change {
	const char	*path;		/* Of the file. */
	unsigned	 roles;		/* CONFIG_TELL_* */
	unsigned	 restarts;
};

/* What a role says is set in all of them without another start. */
static bool
is_of_log(const char *path)
{

	return (strncmp(path, "log.", 4) == 0);
}

/* config_diff_fn */
static void
changed(void *ctx, const struct config_change *c)
{
	struct change *x = ctx;

	saying_line(c->restart ? CONFIG_LOG_ERROR : CONFIG_LOG_INFO, NULL,
	    "%s:%u: %s: %s -> %s%s", x->path, c->line, c->path,
	    c->was != NULL ? c->was : "unset", c->is != NULL ? c->is :
	    "unset", c->restart ? ": needs a restart" : "");
	x->restarts += c->restart;
	if (!is_of_log(c->path))
		x->roles |= c->roles;
}

/* Which file it is, and which edition of it. */
static uint64_t
edition(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return (0);
	return (hash_mix(hash_mix((uint64_t)st.st_ino, (uint64_t)st.st_size),
	    (uint64_t)st.st_mtim.tv_sec * 1000000000 +
	    (uint64_t)st.st_mtim.tv_nsec));
}

static uint64_t
file_of(const struct config_row *row, const void *at)
{
	const struct config_secret *secret = at;

	if (row->restart)
		return (0);
	if (row->type == CONFIG_SECRET)
		return (secret->kind == CONFIG_SECRET_FILE ?
		    edition(secret->name) : 0);
	if (row->type != CONFIG_PATH || *(const char *const *)at == NULL)
		return (0);
	return (edition(*(const char *const *)at));
}

static void
files_of(const struct config_section *s, const char *entry,
    uint64_t sum[CONFIG_ROLE_COUNT])
{

	for (size_t i = 0; i < s->rows; i++) {
		uint64_t is = file_of(&s->row[i], entry + s->row[i].at);

		for (unsigned k = 0; k < CONFIG_ROLE_COUNT; k++)
			if (is != 0 && (s->row[i].roles & 1u << k) != 0)
				sum[k] = hash_mix(sum[k], is);
	}
}

void
role_reload_files(const struct config *c, uint64_t sum[CONFIG_ROLE_COUNT])
{
	size_t sections, n;
	const struct config_section *s = config_table_sections(&sections);

	memset(sum, 0, CONFIG_ROLE_COUNT * sizeof(*sum));
	for (size_t i = 0; i < sections; i++) {
		const char *entry = config_table_entries(c, &s[i], &n);

		for (size_t k = 0; k < n; k++, entry += s[i].size)
			files_of(&s[i], entry, sum);
	}
}

/* As the messages count them. */
static unsigned
of_messages(unsigned tell)
{
	static const struct {
		unsigned	tell, role;
	} map[] = {
		{ CONFIG_TELL_KEEPER, MESSAGES_OF(KEEPER) },
		{ CONFIG_TELL_EDGE, MESSAGES_OF(EDGE) },
		{ CONFIG_TELL_ACT, MESSAGES_OF(ACT) },
		{ CONFIG_TELL_API, MESSAGES_OF(API) }
	};
	unsigned roles = MESSAGES_OF(ENGINE);

	for (size_t i = 0; i < COUNT_OF(map); i++)
		if ((tell & map[i].tell) != 0)
			roles |= map[i].role;
	return (roles);
}

rc
role_reload_read(const char *path, const struct config *now,
    const uint64_t was[CONFIG_ROLE_COUNT], struct role_reload *ret,
    struct err *e)
{
	struct change x = { .path = path };
	rc r;

	*ret = (struct role_reload){ .roles = 0 };
	if ((r = datadir_read(path, SERVICE_MOST, &ret->text, e)) != RC_OK ||
	    (r = service_load(buf_span(&ret->text), path, &ret->service, e))
	    != RC_OK)
		return (r);
	if ((r = config_diff(now, ret->service.config, changed, &x)) != RC_OK)
		return (rc_fail(e, r, 0, "%s", rc_text(r)));
	if (x.restarts > 0)
		return (rc_fail(e, RC_CONFLICT, 0, "settings that need a "
		    "restart: %u", x.restarts));
	role_reload_files(ret->service.config, ret->files);
	for (unsigned k = 0; k < CONFIG_ROLE_COUNT; k++)
		if (ret->files[k] != was[k])
			x.roles |= 1u << k;
	ret->roles = of_messages(x.roles);
	return (RC_OK);
}

void
role_reload_release(struct role_reload *r)
{

	service_release(&r->service);
	buf_release(&r->text);
	*r = (struct role_reload){ .roles = 0 };
}
