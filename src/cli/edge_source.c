/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of sources. */
#include "cli/edge_source.h"

static const struct edge_source_kind *const kinds[CONFIG_SOURCE_COUNT] = {
#define X(name, kind)	[CONFIG_SOURCE_##name] = &kind,
	EDGE_SOURCES(X)
#undef X
};

static const char *const words[CONFIG_SOURCE_COUNT] = {
#define X(name, word)	word,
	CONFIG_SOURCES(X)
#undef X
};

const struct edge_source_kind *
edge_source_kind(int kind)
{

	BUG_IF(kind < 0 || kind >= CONFIG_SOURCE_COUNT);
	return (kinds[kind]);
}

const char *
edge_source_word(int kind)
{

	BUG_IF(kind < 0 || kind >= CONFIG_SOURCE_COUNT);
	return (words[kind]);
}
