/* SPDX-License-Identifier: Apache-2.0 */
/* What was met lately. */
#include "base/hash.h"
#include "fact/recent.h"

uint64_t
recent_hash(struct span s)
{
	uint64_t hash = hash_64(s);

	return (hash != 0 ? hash : 1);
}

unsigned
recent_count(const struct recent *r, unsigned n)
{
	unsigned i = 0;

	while (i < n && r[i].hash != 0)
		i++;
	return (i);
}

void
recent_expire(struct recent *r, unsigned n, int64_t before)
{
	unsigned used = recent_count(r, n), kept = 0;

	for (unsigned i = 0; i < used; i++)
		if (r[i].time >= before)
			r[kept++] = r[i];
	for (; kept < used; kept++)
		r[kept] = (struct recent){ 0, 0 };
}

struct recent *
recent_find(struct recent *r, unsigned n, uint64_t hash)
{

	for (unsigned i = 0; i < n && r[i].hash != 0; i++)
		if (r[i].hash == hash)
			return (&r[i]);
	return (NULL);
}

void
recent_add(struct recent *r, unsigned n, uint64_t hash, int64_t time)
{
	unsigned at = recent_count(r, n);

	if (at == n) {
		at = 0;
		for (unsigned i = 1; i < n; i++)
			if (r[i].time < r[at].time)
				at = i;
	}
	r[at] = (struct recent){ hash, time };
}

bool
recent_meet(struct recent *r, unsigned n, uint64_t hash, int64_t time)
{
	struct recent *have = recent_find(r, n, hash);

	if (have == NULL)
		recent_add(r, n, hash, time);
	else if (have->time < time)
		have->time = time;
	return (have != NULL);
}
