/* SPDX-License-Identifier: Apache-2.0 */
/* What rules name in plain input. */
#include "base/json_pick.h"
#include "base/mem.h"
#include "engine/plain_names.h"

static struct span
name_of(const void *owner, uint32_t slot)
{
	const struct plain_names *n = owner;

	return (n->name[slot]);
}

void
plain_names_init(struct plain_names *n)
{

	memset(n, 0, sizeof(*n));
	map_init(&n->by_name, name_of, n);
}

void
plain_names_release(struct plain_names *n)
{

	map_release(&n->by_name);
	mem_free(n->name);
	arena_release(&n->arena);
}

/* ${name} without its spaces, in ${buf} if there are any. */
static struct span
squeeze(struct span name, char buf[JSON_PICK_NAME])
{
	size_t n = 0;

	if (memchr(name.p, ' ', name.n) == NULL)
		return (name);
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] != ' ')
			buf[n++] = name.p[i];
	return ((struct span){ buf, n });
}

rc
plain_names_slot(struct plain_names *n, struct span name, unsigned *ret)
{
	char buf[JSON_PICK_NAME];
	uint32_t at;
	char *copy;
	rc r;

	if (name.n == 0 || name.n > JSON_PICK_NAME)
		return (RC_LIMIT);
	name = squeeze(name, buf);
	if ((at = map_get(&n->by_name, name)) != MAP_NONE) {
		*ret = at;
		return (RC_OK);
	}
	if (n->n == JSON_PICK_NAMES || json_pick_plan_check(name) != RC_OK)
		return (RC_LIMIT);
	if (!mem_room(&n->name, n->n, &n->cap, sizeof(*n->name)) ||
	    (copy = arena_copy(&n->arena, name)) == NULL)
		return (RC_NOMEM);
	n->name[n->n] = (struct span){ copy, name.n };
	if ((r = map_put(&n->by_name, name, (uint32_t)n->n)) != RC_OK)
		return (r);
	*ret = (unsigned)n->n++;
	return (RC_OK);
}

static rc
resolve(void *ctx, struct span name, struct sigma_field *ret,
    struct span *near)
{
	unsigned slot;
	rc r;

	if ((r = plain_names_slot(ctx, name, &slot)) != RC_OK) {
		*near = (struct span){ NULL, 0 };
		return (r == RC_NOMEM ? r : RC_NOTFOUND);
	}
	/* Any type, on any event, and nobody says that it is there. */
	*ret = (struct sigma_field){ .slot = slot, .type = VALUE_ABSENT,
	    .on = UINT64_MAX };
	return (RC_OK);
}

static int
category(void *ctx UNUSED, struct span name UNUSED)
{

	return (-1);
}

struct sigma_names
plain_names_resolver(struct plain_names *n)
{

	return ((struct sigma_names){ .ctx = n, .field = resolve,
	    .category = category, .plain = true });
}
