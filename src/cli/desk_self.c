/* SPDX-License-Identifier: Apache-2.0 */
/* What everybody may ask the desk. */
#include "cli/desk_visit.h"
#include "model/jsonput.h"

void
desk_self_whoami(struct desk_visit *v)
{
	struct buf *b = &v->a.body;

	jsonput_open(b, NULL, '{');
	jsonput_text(b, "name", span_of(v->who.name));
	jsonput_text(b, "role", span_of(v->who.role));
	jsonput_open(b, "permissions", '[');
	for (unsigned i = 0; i < DESK_PERMISSION_COUNT; i++)
		if ((v->who.may >> i & 1) != 0) {
			jsonput_next(b);
			buf_json(b, span_of(desk_roles_permission(i)));
		}
	jsonput_close(b, ']');
	jsonput_close(b, '}');
	desk_visit_done(v, 200);
}

void
desk_self_version(struct desk_visit *v)
{

	jsonput_open(&v->a.body, NULL, '{');
	jsonput_text(&v->a.body, "version", SPAN(VEDETTE_VERSION));
	jsonput_close(&v->a.body, '}');
	desk_visit_done(v, 200);
}
