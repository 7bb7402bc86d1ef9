/* SPDX-License-Identifier: Apache-2.0 */
/* The registry of tracker protocols. */
#include "base/attr.h"
#include "codec/checksum.h"
#include "codec/codecs.h"

#define PROTOTYPES(name, kind, largest, help)				\
	tracker_frame_fn name##_frame;					\
	tracker_read_fn name##_read;
CODECS(PROTOTYPES)

#define ROW(name, kind, largest, help)					\
	{ #name, CODECS_##kind, largest, help, name##_frame, name##_read },
static const struct codecs table[] = { CODECS(ROW) };

void
codecs_init(void)
{

	checksum_init();
	tracker_init();
}

const struct codecs *
codecs_all(size_t *n)
{

	*n = COUNT_OF(table);
	return (table);
}

const struct codecs *
codecs_find(struct span name, struct suggest *near)
{

	for (size_t i = 0; i < COUNT_OF(table); i++) {
		if (span_eq(span_of(table[i].name), name))
			return (&table[i]);
	}
	for (size_t i = 0; near != NULL && i < COUNT_OF(table); i++)
		suggest_try(near, name, span_of(table[i].name));
	return (NULL);
}
