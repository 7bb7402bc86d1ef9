/* SPDX-License-Identifier: Apache-2.0 */
/* Names that people give at the desk. */
#include <ctype.h>

#include "cli/desk_names.h"
#include "store/store_access.h"

bool
desk_names_user(struct span s)
{

	if (s.n == 0 || s.n >= STORE_ACCESS_NAME)
		return (false);
	for (size_t i = 0; i < s.n; i++)
		if (!isalnum((unsigned char)s.p[i]) &&
		    (s.p[i] == '\0' || strchr("._@+-", s.p[i]) == NULL))
			return (false);
	return (true);
}
