/* SPDX-License-Identifier: Apache-2.0 */
/* jansson for bench_json; apart, because its names and ours clash. */
#include <stdlib.h>

#include <jansson.h>

#include "bench_jansson.h"

double
bench_jansson(const char *p, size_t n, const bench_path *paths, size_t count)
{
	json_t *top = json_loadb(p, n, JSON_REJECT_DUPLICATES, NULL);
	const json_t *v;
	double sum = 0;

	if (top == NULL)
		abort();
	for (size_t i = 0; i < count; i++) {
		v = top;
		for (size_t k = 0; v != NULL && paths[i][k] != NULL; k++)
			v = json_object_get(v, paths[i][k]);
		if (json_is_number(v))
			sum += json_number_value(v);
		else if (json_is_string(v))
			sum += (double)json_string_length(v);
	}
	json_decref(top);
	return (sum);
}
