/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SigmaHQ's rules and its regression events, where they are: the rules as
 * texts out of the archive, the Windows events flattened to the names that
 * the rules use, as lines and as rows for the matcher.
 */
#ifndef TEST_SIGMAHQ_H
#define TEST_SIGMAHQ_H

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include "sigma/sigma.h"

#define SIGMAHQ_NAMES	4096
#define SIGMAHQ_BLOCK	512		/* Of a tar archive. */

/** A regression event as the matcher sees it. */
struct sigmahq_event {
	struct value	*slot;
	uint16_t	*set;
	size_t		 set_n;
	char		*line;		/* As it came, nested, */
	char		*flat;		/* and as the row has it. */
	char		*rule;		/* Id of the rule that expects it. */
	struct sigma_logsource logsource;
};

struct sigmahq {
	char			*tar;
	struct sigma_text	*text;
	size_t			 texts;
	struct span		 name[SIGMAHQ_NAMES];
	size_t			 names;
	struct map		 by_name;
	struct arena		 mem;
	struct sigmahq_event	*event;
	size_t			 events;
	struct sigma_names	 resolver;
};

static inline struct span
sigmahq_key(const void *owner, uint32_t at)
{
	const struct sigmahq *h = owner;

	return (h->name[at]);
}

/** The slot of ${name}, a new one if it has none yet. */
static inline unsigned
sigmahq_slot(struct sigmahq *h, struct span name)
{
	uint32_t at = map_get(&h->by_name, name);
	char *copy;

	if (at != MAP_NONE)
		return (at);
	if (h->names == SIGMAHQ_NAMES ||
	    (copy = arena_copy(&h->mem, name)) == NULL)
		abort();
	at = (uint32_t)h->names++;
	h->name[at] = (struct span){ copy, name.n };
	if (map_put(&h->by_name, name, at) != RC_OK)
		abort();
	return (at);
}

static inline rc
sigmahq_field(void *ctx, struct span name, struct sigma_field *ret,
    struct span *near)
{

	(void)near;
	*ret = (struct sigma_field){ .slot = sigmahq_slot(ctx, name) };
	return (RC_OK);
}

static inline int
sigmahq_category(void *ctx, struct span name)
{

	(void)ctx;
	(void)name;
	return (-1);
}

static inline char *
sigmahq_gunzip(const char *file, size_t *n)
{
	const char *shared = getenv("VEDETTE_SHARED");
	char path[4096], *p = NULL;
	size_t cap = 0;
	gzFile f;
	int got = 0;

	if (shared != NULL)
		(void)snprintf(path, sizeof(path), "%s/data/sigma/%s", shared,
		    file);
	else
		(void)snprintf(path, sizeof(path), "%s/../shared/data/sigma/%s",
		    VEDETTE_DATADIR, file);
	*n = 0;
	if ((f = gzopen(path, "rb")) == NULL)
		return (NULL);
	do {
		*n += (size_t)got;
		if (cap - *n < 65536 &&
		    (p = realloc(p, cap = cap * 2 + 131072)) == NULL)
			abort();
	} while ((got = gzread(f, p + *n, 65536)) > 0);
	(void)gzclose(f);	/* Only read. */
	p[*n] = '\0';
	return (p);
}

/* Texts below ${prefix}, in the archive's order. */
static inline void
sigmahq_untar(struct sigmahq *h, size_t n, const char *prefix)
{
	char *longer = NULL;		/* GNU: the next one's name. */
	size_t cap = 0, at = 0;

	while (at + SIGMAHQ_BLOCK <= n && h->tar[at] != '\0') {
		char *name = h->tar + at;
		size_t size = strtoul(name + 124, NULL, 8), len;
		char type = name[156];

		at += SIGMAHQ_BLOCK;
		name[100] = '\0';
		if (longer != NULL)
			name = longer;
		len = strlen(name);
		if (size > n - at)
			abort();
		longer = type == 'L' ? h->tar + at : NULL;
		if ((type == '0' || type == '\0') && len > 4 &&
		    strncmp(name, prefix, strlen(prefix)) == 0 &&
		    strcmp(name + len - 4, ".yml") == 0) {
			if (!mem_room(&h->text, h->texts, &cap,
			    sizeof(*h->text)))
				abort();
			h->text[h->texts++] = (struct sigma_text){ name,
			    { h->tar + at, size } };
		}
		at += (size + SIGMAHQ_BLOCK - 1) / SIGMAHQ_BLOCK *
		    SIGMAHQ_BLOCK;
	}
}

static inline struct value
sigmahq_value(struct sigmahq *h, const json_t *j)
{
	struct value v = { .type = VALUE_ABSENT }, *m;
	const char *s;

	switch (json_typeof(j)) {
	case JSON_OBJECT:
		v.type = VALUE_MAP;
		break;
	case JSON_ARRAY:
		v.n = (uint32_t)json_array_size(j);
		v.type = VALUE_ARRAY;
		v.member = m = arena_take(&h->mem, (v.n + 1) * sizeof(*m));
		for (uint32_t i = 0; i < v.n; i++) {
			m[i] = sigmahq_value(h, json_array_get(j, i));
			if (m[i].type == VALUE_ARRAY)
				m[i] = (struct value){ .type = VALUE_MAP };
		}
		break;
	case JSON_STRING:
		s = arena_copy(&h->mem, (struct span){ json_string_value(j),
		    json_string_length(j) });
		v.type = VALUE_TEXT;
		v.p = s;
		v.n = (uint32_t)json_string_length(j);
		break;
	case JSON_INTEGER:
		v.type = VALUE_INT;
		v.i = json_integer_value(j);
		break;
	case JSON_REAL:
		v.type = VALUE_NUM;
		v.num = json_real_value(j);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		v.type = VALUE_BOOL;
		v.yes = json_is_true(j);
		break;
	case JSON_NULL:
		v.type = VALUE_NULL;
		break;
	}
	return (v);
}

static inline void
sigmahq_set(struct sigmahq *h, struct sigmahq_event *e, const char *name,
    const json_t *j)
{
	char clean[512];
	size_t n = 0;
	unsigned slot;

	for (; *name != '\0' && n < sizeof(clean); name++) {
		if (*name != ' ')
			clean[n++] = *name;
	}
	slot = sigmahq_slot(h, (struct span){ clean, n });
	if (e->slot[slot].type == VALUE_ABSENT)
		e->set[e->set_n++] = (uint16_t)slot;
	e->slot[slot] = sigmahq_value(h, j);
}

/*
 * EventData to the top; attributes of System as Name_Attribute: an object
 * that the caller owns.
 */
static inline json_t *
sigmahq_flat(json_t *event)
{
	json_t *in = json_object_get(event, "Event"), *v, *a, *deep;
	json_t *flat = json_object();
	const char *key, *sub;
	char name[512];

	json_object_foreach(json_object_get(in, "System"), key, v) {
		if ((a = json_object_get(v, "#attributes")) == NULL) {
			json_object_set(flat, key, v);
			continue;
		}
		json_object_foreach(a, sub, deep) {
			(void)snprintf(name, sizeof(name), "%s_%s", key, sub);
			json_object_set(flat, name, deep);
		}
	}
	json_object_foreach(json_object_get(in, "EventData"), key, v)
		json_object_set(flat, key, v);
	json_object_foreach(json_object_get(in, "UserData"), key, v)
		json_object_foreach(v, sub, deep)
			json_object_set(flat, sub, deep);
	return (flat);
}

/* What a collector of Windows logs knows of its channel. */
static inline struct sigma_logsource
sigmahq_logsource(struct sigmahq *h, const struct sigmahq_event *e)
{
	static const struct {
		int		 id;
		const char	*category;
	} sysmon[] = {
		{ 1, "process_creation" }, { 3, "network_connection" },
		{ 7, "image_load" }, { 8, "create_remote_thread" },
		{ 10, "process_access" }, { 11, "file_event" },
		{ 12, "registry_event" }, { 13, "registry_set" },
		{ 17, "pipe_created" }, { 22, "dns_query" },
	};
	const struct value *c = &e->slot[sigmahq_slot(h, SPAN("Channel"))];
	const struct value *id = &e->slot[sigmahq_slot(h, SPAN("EventID"))];
	struct sigma_logsource l = { .product = SPAN("windows") };

	if (c->type != VALUE_TEXT || id->type != VALUE_INT)
		return (l);
	if (span_eq(value_text(c), SPAN("Security")))
		l.service = SPAN("security");
	else if (span_eq(value_text(c), SPAN("System")))
		l.service = SPAN("system");
	else if (memmem(c->p, c->n, "Sysmon", 6) != NULL)
		for (size_t i = 0; i < sizeof(sysmon) / sizeof(*sysmon); i++)
			if (sysmon[i].id == id->i)
				l.category = span_of(sysmon[i].category);
	return (l);
}

static inline void
sigmahq_events(struct sigmahq *h, char *text)
{
	size_t cap = 0;

	for (char *p = text, *end; *p != '\0'; p = end + 1) {
		json_t *j, *ev, *flat, *v;
		const char *key;
		size_t i;

		if ((end = strchr(p, '\n')) == NULL)
			break;
		*end = '\0';
		if ((j = json_loads(p, 0, NULL)) == NULL)
			abort();
		json_array_foreach(json_object_get(j, "events"), i, ev) {
			struct sigmahq_event *e;

			if (!mem_room(&h->event, h->events, &cap, sizeof(*e)))
				abort();
			e = &h->event[h->events++];
			flat = sigmahq_flat(ev);
			*e = (struct sigmahq_event){ .line = json_dumps(ev,
			    JSON_COMPACT), .flat = json_dumps(flat,
			    JSON_COMPACT) };
			e->slot = calloc(SIGMAHQ_NAMES, sizeof(*e->slot));
			e->set = calloc(SIGMAHQ_NAMES, sizeof(*e->set));
			e->rule = strdup(json_string_value(
			    json_object_get(j, "rule")));
			if (e->slot == NULL || e->set == NULL ||
			    e->line == NULL || e->flat == NULL ||
			    e->rule == NULL)
				abort();
			json_object_foreach(flat, key, v)
				sigmahq_set(h, e, key, v);
			json_decref(flat);
			e->logsource = sigmahq_logsource(h, e);
		}
		json_decref(j);
	}
}

/** sigmahq_open(h, prefix): NULL, or why there is nothing to read. */
static inline const char *
sigmahq_open(struct sigmahq *h, const char *prefix)
{
	size_t n;
	char *events;

	memset(h, 0, sizeof(*h));
	map_init(&h->by_name, sigmahq_key, h);
	h->resolver = (struct sigma_names){ .ctx = h, .field = sigmahq_field,
	    .category = sigmahq_category, .plain = true };
	if ((h->tar = sigmahq_gunzip("sigmahq-rules.tar.gz", &n)) == NULL)
		return ("no shared/data/sigma/sigmahq-rules.tar.gz");
	sigmahq_untar(h, n, prefix);
	events = sigmahq_gunzip("regression-dev.jsonl.gz", &n);
	if (events == NULL)
		return ("no shared/data/sigma/regression-dev.jsonl.gz");
	sigmahq_events(h, events);
	free(events);
	return (NULL);
}

static inline void
sigmahq_close(struct sigmahq *h)
{

	for (size_t i = 0; i < h->events; i++) {
		free(h->event[i].slot);
		free(h->event[i].set);
		free(h->event[i].line);
		free(h->event[i].flat);
		free(h->event[i].rule);
	}
	mem_free(h->event);
	mem_free(h->text);
	map_release(&h->by_name);
	arena_release(&h->mem);
	free(h->tar);
}

#endif
