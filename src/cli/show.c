/* SPDX-License-Identifier: Apache-2.0 */
/* Alerts on their way out. */
#include <errno.h>
#include <string.h>

#include "cli/show.h"
#include "model/alert_brief.h"
#include "model/alert_json.h"
#include "model/alert_ocsf.h"
#include "model/incident_show.h"
#include "sys/term.h"

static const char *const forms[] = {
#define X(name, help)	#name,
	SHOW_FORMS(X)
#undef X
};

enum show_form
show_form(const char *name)
{
	size_t i = 0;

	while (i < SHOW_FORM_COUNT && strcmp(forms[i], name) != 0)
		i++;
	return ((enum show_form)i);
}

enum show_form
show_usual(FILE *f)
{

	return (term_is(fileno(f)) ? SHOW_text : SHOW_brief);
}

static rc
put(struct view *v, enum show_form form, const struct alert *a, FILE *f,
    struct buf *b)
{

	switch (form) {
	case SHOW_text:
		return (alert_brief_card(v, a, term_width(fileno(f)),
		    term_colour(fileno(f)), b));
	case SHOW_brief:
		return (alert_brief(v, a, b));
	case SHOW_json:
		return (alert_json(v, a, b));
	case SHOW_ocsf:
		return (alert_ocsf(v, a, b));
	case SHOW_FORM_COUNT:
		break;
	}
	BUG_IF(true);
	return (RC_OK);
}

/* The line or card in ${b} goes out. */
static rc
write_out(FILE *f, struct buf *b, struct err *e)
{

	buf_char(b, '\n');
	if (b->failed)
		return (rc_fail(e, RC_NOMEM, 0, "showing an alert"));
	if (fwrite(b->p, 1, b->n, f) == b->n)
		return (RC_OK);
	return (rc_fail(e, RC_IO, 0, "writing alerts: %s", strerror(errno)));
}

static rc
finish(FILE *f, rc r, struct err *e)
{

	if (fflush(f) != 0 && r == RC_OK)
		return (rc_fail(e, RC_IO, 0, "writing alerts: %s",
		    strerror(errno)));
	return (r);
}

rc
show_alerts(FILE *f, enum show_form form, struct alert *const *alerts,
    size_t n, struct err *e)
{
	struct view *v = NULL;
	struct buf b = { 0 };
	rc r;

	if ((r = view_new(&v)) != RC_OK)
		return (rc_fail(e, r, 0, "showing alerts"));
	for (size_t i = 0; i < n && r == RC_OK; i++) {
		buf_clear(&b);
		if ((r = put(v, form, alerts[i], f, &b)) != RC_OK)
			r = rc_fail(e, r, 0, "showing an alert");
		else
			r = write_out(f, &b, e);
	}
	buf_release(&b);
	view_free(v);
	return (finish(f, r, e));
}

rc
show_incidents(FILE *f, enum show_form form, const struct incident *all,
    size_t n, struct err *e)
{
	unsigned width = term_width(fileno(f));
	bool colour = term_colour(fileno(f));
	struct buf b = { 0 };
	rc r = RC_OK;

	for (size_t i = 0; i < n && r == RC_OK; i++) {
		buf_clear(&b);
		switch (form) {
		case SHOW_text:
			incident_show_card(&all[i], width, colour, &b);
			break;
		case SHOW_json:
			incident_show_json(&all[i], &b);
			break;
		case SHOW_ocsf:
			incident_show_ocsf(&all[i], &b);
			break;
		case SHOW_brief:
		case SHOW_FORM_COUNT:
			incident_show_brief(&all[i], &b);
			break;
		}
		r = write_out(f, &b, e);
	}
	buf_release(&b);
	return (finish(f, r, e));
}
