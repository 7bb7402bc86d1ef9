/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration: test/conform/config, "= why", YAML, "! LINE what" for
 * all that is told of it; what is good prints as what reads back the same.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "model/config_diff.h"
#include "model/config_print.h"
#include "model/config_table.h"
#include "model/config_value.h"
#include "sys/datadir.h"
#include "t.h"

#define FILE_MOST	65536

static void
wrong(void *ctx, unsigned line, unsigned col UNUSED, const char *what)
{

	buf_fmt(ctx, "! %u %s\n", line, what);
}

/* Who asks for no messages. */
static void
deaf(void *ctx UNUSED, unsigned line UNUSED, unsigned col UNUSED,
    const char *what UNUSED)
{
}

static struct config *
load(const char *yaml)
{
	struct config *c = NULL;
	struct buf told = { 0 };

	T_INT(RC_OK, config_load(span_of(yaml), wrong, &told, &c));
	T_SPAN("", buf_span(&told));
	buf_release(&told);
	return (c);
}

static void
count_change(void *ctx, const struct config_change *c UNUSED)
{

	++*(int *)ctx;
}

/* Print, read, print: the same, and no setting differs. */
static void
comes_back(const struct config *c)
{
	struct buf one = { 0 }, two = { 0 };
	struct config *again;
	int changes = 0;

	config_print(&one, c);
	again = load(buf_str(&one));
	if (again != NULL) {
		/* All is given now, so no line says that it is a default. */
		config_print(&two, again);
		T_TRUE(memmem(two.p, two.n, "# default", 9) == NULL);
		T_INT(RC_OK, config_diff(c, again, count_change, &changes));
		T_INT(0, changes);
	}
	config_free(again);
	buf_release(&one);
	buf_release(&two);
}

static void
one_case(struct span yaml, struct span want)
{
	struct buf told = { 0 };
	struct config *c = NULL;
	rc r = config_load(yaml, wrong, &told, &c);

	T_INT(want.n > 0 ? RC_MALFORMED : RC_OK, r);
	T_INT(want.n, told.n);
	if (!span_eq(want, buf_span(&told))) {
		printf("# want\n%.*s# got\n%.*s", (int)want.n, want.p,
		    (int)told.n, told.p);
		T_TRUE(false);
	}
	if (c != NULL)
		comes_back(c);
	config_free(c);
	buf_release(&told);
}

/* Cases of one file; how many. */
static int
cases_of(struct span text)
{
	struct buf yaml = { 0 }, want = { 0 };
	struct span why = SPAN("");
	int n = 0, failed;

	while (text.n > 0 || n == 0) {
		struct span line = span_line(&text);
		bool next = span_starts(line, SPAN("= "));

		if (n > 0 && (next || text.n == 0)) {
			if (!next && span_starts(line, SPAN("! ")))
				buf_fmt(&want, "%.*s\n", (int)line.n, line.p);
			else if (!next)
				buf_fmt(&yaml, "%.*s\n", (int)line.n, line.p);
			failed = t_failed;
			one_case(buf_span(&yaml), buf_span(&want));
			if (t_failed > failed)
				printf("# in: %.*s\n", (int)why.n, why.p);
			buf_clear(&yaml);
			buf_clear(&want);
		}
		if (next) {
			why = line;
			n++;
		} else if (n > 0)
			buf_fmt(span_starts(line, SPAN("! ")) ? &want : &yaml,
			    "%.*s\n", (int)line.n, line.p);
		if (n == 0 && text.n == 0)
			break;
	}
	buf_release(&yaml);
	buf_release(&want);
	return (n);
}

static void
conform(void)
{
	const char *folder = getenv("CONFORM");
	static const struct {
		const char	*name;
		int		 least;
	} files[] = { { "good", 11 }, { "bad", 29 }, { "clash", 20 } };

	T_TRUE(folder != NULL);
	for (size_t i = 0; i < COUNT_OF(files) && folder != NULL; i++) {
		struct buf path = { 0 }, text = { 0 };

		buf_fmt(&path, "%s/%s.case", folder, files[i].name);
		T_INT(RC_OK, datadir_read(buf_str(&path), FILE_MOST, &text,
		    NULL));
		T_TRUE(cases_of(buf_span(&text)) >= files[i].least);
		buf_release(&path);
		buf_release(&text);
	}
}

static void
defaults(void)
{
	struct config *c = load("");

	if (c == NULL)
		return;
	T_STR("/var/lib/vedette", c->main.data);
	T_INT(64 << 20, c->journal.segment_size);
	T_INT(5, c->journal.commit_delay);
	T_TRUE(c->journal.seal);
	T_INT(90 * INT64_C(86400000), c->journal.keep);
	T_INT(0, c->journal.keep_size);
	T_TRUE(c->journal.folder == NULL);
	T_INT(CONFIG_STORE_SQLITE, c->store.engine);
	T_INT(CONFIG_ADDR_UNSET, c->api.listen.kind);
	T_INT(16384, c->role[CONFIG_ROLE_API].files);
	T_INT(0, c->sources);
	T_INT(0, config_line(c, &c->journal.keep));
	config_free(c);
}

static void
values(void)
{
	struct config *c = load("journal:\n  keep: 30d\nsources:\n"
	    "  - {name: push, kind: http, listen: '[::1]:8080', mapping: traccar}\n"
	    "  - {name: bus, kind: kafka, servers: ['k:1', '192.0.2.1:2'],\n"
	    "     subscribe: [a, b], group: g}\n"
	    "outputs:\n"
	    "  - {name: log, kind: file, path: /var/log/alerts, level: high,\n"
	    "     format: cef}\n"
	    "  - {name: web, kind: webhook, url: 'https://a.example/x',\n"
	    "     hmac: credential:web, retry: {first: 2 s}}\n");
	const struct config_source *s;

	if (c == NULL)
		return;
	T_INT(30 * INT64_C(86400000), c->journal.keep);
	T_INT(2, config_line(c, &c->journal.keep));
	T_INT(2, c->sources);
	s = c->source;
	T_STR("push", s[0].name);
	T_INT(CONFIG_SOURCE_HTTP, s[0].kind);
	T_INT(CONFIG_ADDR_IP, s[0].listen.kind);
	T_STR("::1", s[0].listen.host);
	T_INT(8080, s[0].listen.port);
	T_STR("traccar", s[0].mapping);
	T_INT(8 << 20, s[0].body);
	T_INT(CONFIG_SOURCE_KAFKA, s[1].kind);
	T_INT(2, s[1].servers.n);
	T_INT(CONFIG_ADDR_NAME, s[1].servers.addr[0].kind);
	T_STR("192.0.2.1", s[1].servers.addr[1].host);
	T_STR("b", s[1].subscribe.text[1]);
	T_INT(2, c->outputs);
	T_INT(CONFIG_FORMAT_CEF, c->output[0].format);
	T_INT(3, c->output[0].level);
	T_INT(CONFIG_SECRET_CREDENTIAL, c->output[1].hmac.kind);
	T_STR("web", c->output[1].hmac.name);
	T_INT(2000, c->output[1].retry_first);
	T_INT(10, config_line(c, &c->output[1].retry_first) - 1);
	config_free(c);
}

static void
tell_change(void *ctx, const struct config_change *c)
{

	buf_fmt(ctx, "%s: %s -> %s, line %u%s\n", c->path, c->was != NULL ?
	    c->was : "-", c->is != NULL ? c->is : "-", c->line, c->restart ?
	    ", restart" : "");
	T_TRUE(c->roles != 0);
}

static void
diff(void)
{
	static const char old[] = "data: /a\nsources:\n"
	    "  - {name: gone, kind: stdin}\n"
	    "  - {name: stays, kind: tail, paths: [/x], queue: 1 MiB}\n"
	    "  - {name: other, kind: http, listen: '127.0.0.1:1'}\n"
	    "outputs:\n"
	    "  - {name: o, kind: slack, hook: file:/a}\n";
	static const char new[] = "data: /b\nsources:\n"
	    "  - {name: other, kind: syslog, listen: '127.0.0.1:1'}\n"
	    "  - {name: stays, kind: tail, paths: [/x, /y], queue: 2 MiB}\n"
	    "outputs:\n"
	    "  - {name: o, kind: slack, hook: file:/b}\n"
	    "journal:\n  seal: true\n  keep: 1 w\n";
	struct config *a = load(old), *b = load(new);
	struct buf told = { 0 };

	if (a != NULL && b != NULL)
		T_INT(RC_OK, config_diff(a, b, tell_change, &told));
	T_SPAN("data: \"/a\" -> \"/b\", line 1, restart\n"
	    "journal.keep: 90 d -> 1 w, line 9\n"
	    "sources.gone: stdin -> -, line 0, restart\n"
	    "sources.other: http -> -, line 0, restart\n"
	    "sources.other: - -> syslog, line 3, restart\n"
	    "sources.stays.paths: [\"/x\"] -> [\"/x\", \"/y\"], line 4, "
	    "restart\n"
	    "sources.stays.queue: 1 MiB -> 2 MiB, line 4\n"
	    "outputs.o.hook: \"file:/a\" -> \"file:/b\", line 6\n",
	    buf_span(&told));
	config_free(a);
	config_free(b);
	buf_release(&told);
}

static const char whole[] = "data: /a\nrules: {folders: [/x, /y]}\nsources:\n"
    "  - {name: bus, kind: kafka, servers: ['k:1', '192.0.2.1:2'],\n"
    "     subscribe: [a, b], group: g}\noutputs:\n"
    "  - {name: web, kind: webhook, url: 'https://a.example/x',\n"
    "     hmac: credential:web, retry: {first: 2 s}}\n";

static void
nomem(void)
{
	struct config *c = NULL, *d = load(whole);
	struct buf b = { 0 };
	int changes = 0;
	rc got = RC_NOMEM;

	for (unsigned long n = 1; got != RC_OK && n < 1000; n++) {
		mem_count = 0;
		mem_fail_at = n;
		got = config_load(SPAN(whole), deaf, NULL, &c);
		mem_fail_at = 0;
		T_TRUE((got == RC_OK) == (c != NULL));
		T_TRUE(got == RC_OK || got == RC_NOMEM);
	}
	T_INT(RC_OK, got);
	for (unsigned long n = 1; n < 1000; n++) {
		mem_count = 0;
		mem_fail_at = n;
		config_print(&b, c);
		got = config_diff(c, d, count_change, &changes);
		mem_fail_at = 0;
		if (mem_count < n)
			break;
		T_TRUE(b.failed || got == RC_NOMEM);
		buf_release(&b);
		b = (struct buf){ 0 };
	}
	T_INT(RC_OK, got);
	T_TRUE(!b.failed && changes == 0);
	buf_release(&b);
	config_free(c);
	config_free(d);
}

/* A wrong value while memory is short is one of the two, never taken. */
static void
nomem_wrong(void)
{
	rc got = RC_NOMEM;

	for (unsigned long n = 1; got == RC_NOMEM && n < 1000; n++) {
		struct config *c = NULL;

		mem_count = 0;
		mem_fail_at = n;
		got = config_load(SPAN("journal: {commit-delay: 2 s}"), deaf,
		    NULL, &c);
		mem_fail_at = 0;
		T_TRUE(c == NULL);
	}
	T_INT(RC_MALFORMED, got);
}

/* What the table promises of its rows. */
static void
table(void)
{
	size_t n;
	const struct config_section *s = config_table_sections(&n);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < s[i].rows; k++) {
			const struct config_row *r = &s[i].row[k];
			size_t help = strlen(r->help);

			T_TRUE(help > 5 && help <= 68);
			T_TRUE(r->help[help - 1] == '.');
			T_TRUE((r->type == CONFIG_ENUM) == (r->words != NULL));
			T_TRUE(r->least <= r->most);
			T_TRUE((r->needed & ~r->kinds) == 0);
			T_TRUE(r->roles != 0);
			T_TRUE(!config_table_listed(r->type) || r->most > 0);
			for (size_t o = 0; o < k; o++)
				T_TRUE(strcmp(r->key, s[i].row[o].key) != 0);
		}
}

static const struct t_case cases[] = {
	{ "conform", conform },
	{ "defaults", defaults },
	{ "values", values },
	{ "diff", diff },
	{ "nomem", nomem },
	{ "nomem_wrong", nomem_wrong },
	{ "table", table },
};

T_MAIN(cases)
