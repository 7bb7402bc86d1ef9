/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of what lies on disk: folders, room, secrets, certificates, logs. */
#include <string.h>

#include "cli/config_file.h"
#include "cli/doctor_checks.h"
#include "cli/secrets.h"
#include "sys/secret.h"
#include "sys/tlsfile.h"

#define DAY_MS		INT64_C(86400000)
#define SOON_DAYS	30
#define ROOM_SHARE	20		/* A part of the disk: 5 %. */

/* The folder that ${path} lies in, in place. */
static void
parent(struct buf *b)
{

	while (b->n > 1 && b->p[b->n - 1] != '/')
		b->n--;
	while (b->n > 1 && b->p[b->n - 1] == '/')
		b->n--;
	(void)buf_str(b);	/* There was room for more. */
}

static void
folder(struct doctor *d, const char *path)
{
	struct machine_place p, above;
	struct buf b = { 0 };
	struct err e = { 0 };

	buf_text(&b, path);
	if (buf_str(&b) == NULL)
		d->out.failed = true;
	else if (machine_place_look(path, &p, &e) != RC_OK)
		doctor_say(d, DOCTOR_FAIL, "%s", e.what);
	else if (!p.exists) {
		parent(&b);
		if (machine_place_look(b.p, &above, &e) == RC_OK &&
		    above.exists && above.folder && above.writable)
			doctor_say(d, DOCTOR_OK, "%s will be made", path);
		else
			doctor_say(d, DOCTOR_FAIL, "%s is not there and "
			    "cannot be made: mkdir -m 700 it for the service's "
			    "user", path);
	} else if (!p.folder)
		doctor_say(d, DOCTOR_FAIL, "%s is no folder", path);
	else if (!p.writable)
		doctor_say(d, DOCTOR_FAIL, "%s cannot be written to: chown "
		    "it to the service's user", path);
	else if ((p.mode & 022) != 0)
		doctor_say(d, DOCTOR_FAIL, "%s can be changed by others (mode "
		    "%04o): chmod 700 it", path, p.mode);
	else if ((p.mode & 055) != 0)
		doctor_say(d, DOCTOR_WARN, "%s can be read by others (mode "
		    "%04o): chmod 700 it", path, p.mode);
	else if (!p.ours)
		doctor_say(d, DOCTOR_FAIL, "%s belongs to another user: chown "
		    "it", path);
	else
		doctor_say(d, DOCTOR_OK, "%s", path);
	buf_release(&b);
}

void
doctor_place_folders(struct doctor *d)
{
	const struct config *c = d->config;

	folder(d, c->main.data);
	if (c->journal.folder != NULL)
		folder(d, c->journal.folder);
	if (c->store.path != NULL)
		folder(d, c->store.path);
}

void
doctor_place_disk(struct doctor *d)
{
	const struct config_journal *j = &d->config->journal;
	struct machine_place p = { .exists = false };
	struct buf b = { 0 };
	struct err e = { 0 };
	rc r = RC_OK;

	if (doctor_path(d, &b, j->folder, "") == NULL) {
		d->out.failed = true;
		return;
	}
	/* What is not there yet will lie where its folder is. */
	for (;;) {
		r = machine_place_look(b.p, &p, &e);
		if (r != RC_OK || p.exists || b.n <= 1)
			break;
		parent(&b);
	}
	if (r != RC_OK)
		doctor_say(d, DOCTOR_FAIL, "%s", e.what);
	else if (p.room < 2 * (uint64_t)j->segment_size)
		doctor_say(d, DOCTOR_FAIL, "%llu MiB free at %s, a segment "
		    "and its successor want %lld: make room",
		    (unsigned long long)(p.room >> 20), b.p,
		    (long long)(2 * j->segment_size >> 20));
	else if (p.room < p.size / ROOM_SHARE)
		doctor_say(d, DOCTOR_WARN, "%llu MiB free at %s, less than "
		    "5 %%: make room or lower journal.keep",
		    (unsigned long long)(p.room >> 20), b.p);
	else if (j->keep_size > 0 && (uint64_t)j->keep_size > p.size)
		doctor_say(d, DOCTOR_WARN, "journal.keep-size is more than the "
		    "disk at %s has, %llu MiB: lower it", b.p,
		    (unsigned long long)(p.size >> 20));
	else
		doctor_say(d, DOCTOR_OK, "%llu MiB free at %s",
		    (unsigned long long)(p.room >> 20), b.p);
	buf_release(&b);
}

static void
bad(void *ctx, unsigned line, const char *what)
{

	doctor_say(ctx, DOCTOR_FAIL, "line %u: %s", line, what);
}

/* Nothing was told against it: say so. */
static void
calm(struct doctor *d, unsigned failed, const char *what)
{

	if (d->said[DOCTOR_FAIL] == failed)
		doctor_say(d, DOCTOR_OK, "%s", what);
}

void
doctor_place_secrets(struct doctor *d)
{
	unsigned failed = d->said[DOCTOR_FAIL];

	config_file_secrets(d->config, true, bad, d);
	calm(d, failed, "all there, and nobody else's");
}

/* How long certificates still hold. */
static void
judge(struct doctor *d, const char *path, const struct tlsfile *f)
{
	int64_t now = d->machine->now_ms, days = (f->until_ms - now) / DAY_MS;

	if (f->until_ms <= now)
		doctor_say(d, DOCTOR_FAIL, "%s: has expired: renew it", path);
	else if (f->from_ms > now)
		doctor_say(d, DOCTOR_FAIL, "%s: does not hold yet: look at the "
		    "clock", path);
	else if (days < SOON_DAYS)
		doctor_say(d, DOCTOR_WARN, "%s: expires in %lld days: renew it",
		    path, (long long)days);
	else
		doctor_say(d, DOCTOR_OK, "%s: holds for %lld days", path,
		    (long long)days);
}

static void
tls(struct doctor *d, const char *cert, const struct config_secret *key)
{
	struct buf pem = { 0 };
	struct tlsfile f = { 0 };
	struct err e = { 0 };
	rc r = RC_OK;

	if (cert == NULL)
		return;
	if (key != NULL)
		r = secrets_read(key, &pem, &e);
	if (r == RC_OK)
		r = tlsfile_read(cert, buf_span(&pem), &f, &e);
	if (r != RC_OK)
		doctor_say(d, DOCTOR_FAIL, "%s", e.what);
	else
		judge(d, cert, &f);
	secret_release(&pem);
}

void
doctor_place_tls(struct doctor *d)
{
	const struct config *c = d->config;
	unsigned said = d->said[0] + d->said[1] + d->said[2];

	tls(d, c->api.tls_cert, &c->api.tls_key);
	for (size_t i = 0; i < c->sources; i++) {
		tls(d, c->source[i].tls_cert, &c->source[i].tls_key);
		tls(d, c->source[i].tls_ca, NULL);
	}
	for (size_t i = 0; i < c->outputs; i++) {
		tls(d, c->output[i].tls_cert, &c->output[i].tls_key);
		tls(d, c->output[i].tls_ca, NULL);
	}
	if (said == d->said[0] + d->said[1] + d->said[2])
		doctor_say(d, DOCTOR_OK, "no certificate is configured");
}

/* A log may come later; a folder that is not there will bring none. */
void
doctor_place_inputs(struct doctor *d)
{
	unsigned said = d->said[0] + d->said[1] + d->said[2];

	for (size_t i = 0; i < d->config->sources; i++) {
		const struct config_source *s = &d->config->source[i];

		for (size_t k = 0; s->kind == CONFIG_SOURCE_TAIL &&
		    k < s->paths.n; k++) {
			const char *path = s->paths.text[k];
			struct machine_place p;
			struct err e = { 0 };

			if (machine_place_look(path, &p, &e) != RC_OK)
				doctor_say(d, DOCTOR_FAIL, "%s", e.what);
			else if (!p.exists)
				doctor_say(d, DOCTOR_WARN, "%s is not there "
				    "(yet): is it the right path?", path);
			else if (p.folder)
				doctor_say(d, DOCTOR_FAIL, "%s is a folder: "
				    "name the file", path);
			else if (!machine_readable(path))
				doctor_say(d, DOCTOR_FAIL, "%s cannot be read: "
				    "add the service's user to its group",
				    path);
			else
				doctor_say(d, DOCTOR_OK, "%s", path);
		}
	}
	if (said == d->said[0] + d->said[1] + d->said[2])
		doctor_say(d, DOCTOR_OK, "no file is followed");
}
