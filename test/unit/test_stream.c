/* SPDX-License-Identifier: Apache-2.0 */
/* Streams: every packing, cut at every byte, and lines out of them. */
#include <lzma.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "source/elements.h"
#include "source/lines.h"
#include "sys/datadir.h"
#include "sys/stream.h"

#include "t.h"

#define OUT_MAX		(1 << 20)

/** How a test packs its bytes. */
struct pack {
	const char	*name;
	size_t		(*pack)(struct span, uint8_t *, size_t);
	size_t		 magic;		/* Shorter files are plain text. */
};

static char path[] = "/tmp/vedette-test-XXXXXX";

static size_t
pack_plain(struct span in, uint8_t *out, size_t size)
{

	if (in.n > size)
		abort();
	memcpy(out, in.p, in.n);
	return (in.n);
}

static size_t
pack_gzip(struct span in, uint8_t *out, size_t size)
{
	z_stream z = { 0 };
	size_t n;

	if (deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	z.next_in = (Bytef *)(uintptr_t)in.p;
	z.avail_in = (uInt)in.n;
	z.next_out = out;
	z.avail_out = (uInt)size;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	n = size - z.avail_out;
	(void)deflateEnd(&z);
	return (n);
}

static size_t
pack_zstd(struct span in, uint8_t *out, size_t size)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	size_t n;

	(void)ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	n = ZSTD_compress2(c, out, size, in.p, in.n);
	if (ZSTD_isError(n))
		abort();
	(void)ZSTD_freeCCtx(c);
	return (n);
}

static size_t
pack_xz(struct span in, uint8_t *out, size_t size)
{
	size_t n = 0;

	if (lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, NULL,
	    (const uint8_t *)in.p, in.n, out, &n, size) != LZMA_OK)
		abort();
	return (n);
}

static const struct pack packs[] = {
	{ "plain",	pack_plain,	0 },
	{ "gzip",	pack_gzip,	2 },
	{ "zstd",	pack_zstd,	4 },
	{ "xz",		pack_xz,	6 },
};

static void
put_file_at(const char *at, const void *p, size_t n)
{
	FILE *f = fopen(at, "wb");

	if (f == NULL || fwrite(p, 1, n, f) != n || fclose(f) != 0)
		abort();
}

static void
put_file(const void *p, size_t n)
{

	put_file_at(path, p, n);
}

/* Read it all in steps of ${step}; what came before a defect is in ${out}. */
static rc
read_all(size_t step, struct buf *out, struct err *e)
{
	struct stream *s = NULL;
	static char piece[OUT_MAX];
	size_t got = 1;
	rc rv;

	buf_clear(out);
	if ((rv = stream_open(path, &s, e)) != RC_OK)
		return (rv);
	while ((rv = stream_read(s, piece, step, &got, e)) == RC_OK &&
	    got > 0)
		buf_put(out, (struct span){ piece, got });
	if (rv == RC_OK)
		T_INT(stream_size(s), stream_taken(s));
	stream_free(s);
	return (rv);
}

/* Text that packs, but not into nothing. */
static struct span
sample(size_t n)
{
	static char text[OUT_MAX];
	uint32_t x = 1;

	for (size_t i = 0; i < n; i++) {
		x = x * 1664525 + 1013904223;
		text[i] = (char)(i % 61 == 60 ? '\n' : 'a' + (x >> 28));
	}
	return ((struct span){ text, n });
}

static void
test_begin(void)
{
	int fd = mkstemp(path);

	T_TRUE(fd >= 0);
	(void)close(fd);
}

static void
test_packings(void)
{
	static const size_t steps[] = { 1, 7, 4096, OUT_MAX };
	static const size_t sizes[] = { 0, 1, 5, 1000, 700000 };
	static uint8_t packed[2 * OUT_MAX];
	struct buf out = { 0 };
	struct err e;

	for (size_t k = 0; k < COUNT_OF(packs); k++)
		for (size_t i = 0; i < COUNT_OF(sizes); i++)
			for (size_t j = 0; j < COUNT_OF(steps); j++) {
				struct span in = sample(sizes[i]);
				size_t n = packs[k].pack(in, packed,
				    sizeof(packed));

				if (in.n > 1000 && steps[j] == 1)
					continue;
				put_file(packed, n);
				T_INT(RC_OK, read_all(steps[j], &out, &e));
				T_TRUE(span_eq(in, buf_span(&out)));
			}
	buf_release(&out);
}

static void
test_one_after_another(void)
{
	static const uint8_t zeros[8];
	static const uint8_t skipped[] = { 0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0,
	    'x', 'y', 'z' };
	uint8_t packed[65536];
	struct buf out = { 0 };
	struct err e;

	for (size_t k = 1; k < COUNT_OF(packs); k++) {
		size_t n = packs[k].pack(SPAN("one\ntw"), packed, 20000);

		n += packs[k].pack(SPAN(""), packed + n, 20000);
		if (k == 1 || k == 3) {		/* Padding. */
			memcpy(packed + n, zeros, sizeof(zeros));
			n += k == 3 ? 8 : 5;
		} else {
			memcpy(packed + n, skipped, sizeof(skipped));
			n += sizeof(skipped);
		}
		n += packs[k].pack(SPAN("o\nthree\n"), packed + n, 20000);
		put_file(packed, n);
		T_INT(RC_OK, read_all(100, &out, &e));
		T_SPAN("one\ntwo\nthree\n", buf_span(&out));
		/* What is no packing behind it is a defect, not silence. */
		memcpy(packed + n, "behind", 6);
		put_file(packed, n + 6);
		T_INT(RC_MALFORMED, read_all(100, &out, &e));
		T_SPAN("one\ntwo\nthree\n", buf_span(&out));
		T_TRUE(strstr(e.what, path) != NULL);
	}
	buf_release(&out);
}

static void
test_cut_short(void)
{
	static uint8_t packed[65536];
	struct span in = sample(30000);
	struct buf out = { 0 };
	struct err e;

	for (size_t k = 1; k < COUNT_OF(packs); k++) {
		size_t n = packs[k].pack(in, packed, sizeof(packed));

		for (size_t cut = packs[k].magic; cut < n;
		    cut += cut < 40 || cut + 40 > n ? 1 : 97) {
			struct span got;

			put_file(packed, cut);
			e = (struct err){ 0 };
			T_INT(RC_MALFORMED, read_all(1000, &out, &e));
			T_INT(cut, e.at);
			T_TRUE(strstr(e.what, "cut short") != NULL);
			got = buf_span(&out);
			T_TRUE(got.n <= in.n && span_starts(in, got));
		}
		/* Much cut off still gives much. */
		put_file(packed, n - 1);
		T_INT(RC_MALFORMED, read_all(1000, &out, &e));
		T_TRUE(out.n > in.n / 2);
	}
	buf_release(&out);
}

static void
test_damaged(void)
{
	static uint8_t packed[65536];
	struct span in = sample(20000);
	struct buf out = { 0 };
	struct err e;
	int found = 0;

	for (size_t k = 1; k < COUNT_OF(packs); k++) {
		size_t n = packs[k].pack(in, packed, sizeof(packed));

		for (size_t i = 12; i < n; i += 131) {
			rc rv;

			packed[i] ^= 0x10;
			put_file(packed, n);
			e = (struct err){ 0 };
			rv = read_all(999, &out, &e);
			T_TRUE(rv != RC_OK || span_eq(in, buf_span(&out)));
			found += rv != RC_OK;
			packed[i] ^= 0x10;
		}
	}
	T_TRUE(found > 100);
	buf_release(&out);
}

static void
test_open_errors(void)
{
	struct stream *s = NULL;
	struct err e = { 0 };
	char piece[8];
	size_t got;

	T_INT(RC_NOTFOUND, stream_open("/no/such/file", &s, &e));
	T_TRUE(strstr(e.what, "/no/such/file") != NULL);
	T_TRUE(s == NULL);
	T_INT(RC_IO, stream_open("/tmp", &s, &e));
	T_TRUE(s == NULL);
	for (unsigned long n = 1; n < 4; n++) {
		mem_count = 0;
		mem_fail_at = n;
		put_file("x", 1);
		T_INT(RC_NOMEM, stream_open(path, &s, &e));
		T_TRUE(s == NULL);
	}
	mem_fail_at = 0;
	T_INT(RC_OK, stream_open(path, &s, &e));
	T_STR(path, stream_path(s));
	T_INT(1, stream_size(s));
	T_INT(RC_OK, stream_read(s, piece, 8, &got, &e));
	T_INT(1, got);
	stream_free(s);
}

/* What lines_next() gives, written down: "number:line|", "number!|". */
static void
lines_text(struct buf *out, rc *end)
{
	struct stream *s = NULL;
	struct lines *l = NULL;
	struct span line;
	struct err e;
	uint64_t number;
	rc rv;

	buf_clear(out);
	T_INT(RC_OK, stream_open(path, &s, &e));
	T_INT(RC_OK, lines_new(s, &l));
	while ((rv = lines_next(l, &line, &number, &e)) == RC_OK ||
	    rv == RC_LIMIT) {
		buf_int(out, (int64_t)number);
		if (rv == RC_LIMIT)
			buf_fmt(out, "!%zu", line.n);
		else if (line.n > 100)
			buf_fmt(out, "=%zu", line.n);
		else
			buf_fmt(out, ":%.*s", (int)line.n, line.p);
		buf_char(out, '|');
	}
	lines_free(l);
	stream_free(s);
	*end = rv;
}

static void
test_lines(void)
{
	static const struct {
		const char	*in, *want;
	} cases[] = {
		{ "", "" },
		{ "a", "1:a|" },
		{ "a\n", "1:a|" },
		{ "a\r\nb\n", "1:a|2:b|" },
		{ "\n\r\na\n\n", "3:a|" },
		{ "\xef\xbb\xbfx\n\xef\xbb\xbfy", "1:x|2:\xef\xbb\xbfy|" },
		{ "a\rb\r\r\n", "1:a\rb\r|" },
		{ "\r", "" },
	};
	struct buf out = { 0 };
	rc end;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		put_file(cases[i].in, strlen(cases[i].in));
		lines_text(&out, &end);
		T_INT(RC_NOTFOUND, end);
		T_SPAN(cases[i].want, buf_span(&out));
	}
	buf_release(&out);
}

static void
test_long_lines(void)
{
	static char text[OUT_MAX];
	static const struct {
		size_t		 n;
		bool		 lf;
		const char	*want;
	} cases[] = {
		{ 65535, true, "1:a|2=65535|3:z|" },
		{ 65536, true, "1:a|2!65535|3:z|" },
		{ 65535, false, "1:a|2=65535|" },
		{ 65536, false, "1:a|2!65535|" },
		{ 262143, true, "1:a|2!65535|3:z|" },
		{ 700000, true, "1:a|2!65535|3:z|" },
	};
	struct buf out = { 0 };
	rc end;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		size_t n = cases[i].n;

		memcpy(text, "a\n", 2);
		memset(text + 2, 'x', n);
		memcpy(text + 2 + n, "\nz\n", 3);
		put_file(text, n + (cases[i].lf ? 5 : 2));
		lines_text(&out, &end);
		T_INT(RC_NOTFOUND, end);
		T_SPAN(cases[i].want, buf_span(&out));
	}
	buf_release(&out);
}

static void
test_lines_before_a_defect(void)
{
	static uint8_t packed[65536];
	struct span in = sample(30000);
	struct buf out = { 0 };
	rc end;

	for (size_t k = 1; k < COUNT_OF(packs); k++) {
		size_t n = packs[k].pack(in, packed, sizeof(packed));
		size_t lines = 0;

		put_file(packed, n - 3);
		lines_text(&out, &end);
		T_INT(RC_MALFORMED, end);
		for (size_t i = 0; i < out.n; i++)
			lines += out.p[i] == '|';
		T_TRUE(lines > 30000 / 61 / 2);
		T_TRUE(lines <= 30000 / 61);
	}
	buf_release(&out);
}

/* 200 MB in one line, packed small: memory does not follow. */
static void
test_constant_memory(void)
{
	static char zeros[1 << 20];
	gzFile g = gzopen(path, "wb1");
	struct rusage before, after;
	struct buf out = { 0 };
	rc end;

	memset(zeros, 'x', sizeof(zeros));
	for (int i = 0; i < 200; i++)
		if (gzwrite(g, zeros, sizeof(zeros)) <= 0)
			abort();
	(void)gzputs(g, "\nlast\n");
	(void)gzclose(g);
	(void)getrusage(RUSAGE_SELF, &before);
	lines_text(&out, &end);
	(void)getrusage(RUSAGE_SELF, &after);
	T_INT(RC_NOTFOUND, end);
	T_SPAN("1!65535|2:last|", buf_span(&out));
	T_TRUE(after.ru_maxrss - before.ru_maxrss < 8192);
	buf_release(&out);
}

static void
test_elements(void)
{
	static const struct {
		const char	*in, *want;
		rc		 end;
	} cases[] = {
		{ "[]", "", RC_NOTFOUND },
		{ " [ ] \n", "", RC_NOTFOUND },
		{ "\xef\xbb\xbf[1]", "1|", RC_NOTFOUND },
		{ "[{\"a\":[1,2]} , {\"b\":\"],\\\"}\"}\n]\n",
		    "{\"a\":[1,2]}|{\"b\":\"],\\\"}\"}|", RC_NOTFOUND },
		{ "[\"\\\\\",[[]]]", "\"\\\\\"|[[]]|", RC_NOTFOUND },
		{ "[1,]", "1|", RC_MALFORMED },
		{ "[,1]", "", RC_MALFORMED },
		{ "[1", "", RC_MALFORMED },
		{ "[1,{\"a\":2}", "1|", RC_MALFORMED },
		{ "[1] x", "1|", RC_MALFORMED },
		{ "{\"a\":1}", "", RC_MALFORMED },
		{ "", "", RC_MALFORMED },
	};
	struct buf out = { 0 };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct elements *el = NULL;
		struct stream *s = NULL;
		uint64_t number = 0, last = 0;
		struct span one;
		struct err e;
		rc rv;

		put_file(cases[i].in, strlen(cases[i].in));
		buf_clear(&out);
		T_INT(RC_OK, stream_open(path, &s, &e));
		T_INT(RC_OK, elements_new(s, &el));
		while ((rv = elements_next(el, &one, &number, &e)) == RC_OK) {
			T_INT(++last, number);
			buf_put(&out, one);
			buf_char(&out, '|');
		}
		T_INT(cases[i].end, rv);
		T_SPAN(cases[i].want, buf_span(&out));
		elements_free(el);
		stream_free(s);
	}
	buf_release(&out);
}

static void
test_long_element(void)
{
	static char text[300000];
	struct elements *el = NULL;
	struct stream *s = NULL;
	uint64_t number = 0;
	struct span one;
	struct err e;

	memset(text, 'x', sizeof(text));
	memcpy(text, "[1,\"", 4);
	memcpy(text + sizeof(text) - 5, "\",2]\n", 5);
	put_file(text, sizeof(text));
	T_INT(RC_OK, stream_open(path, &s, &e));
	T_INT(RC_OK, elements_new(s, &el));
	T_INT(RC_OK, elements_next(el, &one, &number, &e));
	T_INT(RC_LIMIT, elements_next(el, &one, &number, &e));
	T_INT(2, number);
	T_INT(RC_OK, elements_next(el, &one, &number, &e));
	T_SPAN("2", one);
	T_INT(RC_NOTFOUND, elements_next(el, &one, &number, &e));
	elements_free(el);
	stream_free(s);
}

static rc
count_name(void *ctx, const char *name)
{
	int *n = ctx;

	*n += strcmp(name, "one") == 0 ? 1 : 100;
	return (RC_OK);
}

static void
test_datadir(void)
{
	char dir[] = "/tmp/vedette-data-XXXXXX", sub[64], file[80],
	    other[80];
	struct buf out = { 0 };
	struct err e;
	int n = 0;

	if (mkdtemp(dir) == NULL)
		abort();
	(void)snprintf(sub, sizeof(sub), "%s/things", dir);
	(void)snprintf(file, sizeof(file), "%s/one.yml", sub);
	(void)snprintf(other, sizeof(other), "%s/two.txt", sub);
	(void)setenv("VEDETTE_DATA", dir, 1);
	T_INT(RC_NOTFOUND, datadir_find("things", "one", ".yml", &out, &e));
	T_INT(RC_NOTFOUND, datadir_each("things", ".yml", count_name, &n,
	    &e));
	T_INT(0, mkdir(sub, 0700));
	put_file_at(other, "", 0);
	put_file_at(file, "a: 1", 4);
	T_INT(RC_OK, datadir_find("things", "one", ".yml", &out, &e));
	T_STR(file, buf_str(&out));
	T_INT(RC_OK, datadir_find("things", "x/one", ".yml", &out, &e));
	T_STR("x/one", buf_str(&out));
	T_INT(RC_OK, datadir_find("things", "my.yml", ".yml", &out, &e));
	T_STR("my.yml", buf_str(&out));
	T_INT(RC_OK, datadir_each("things", ".yml", count_name, &n, &e));
	T_INT(1, n);
	buf_clear(&out);
	T_INT(RC_LIMIT, datadir_read(file, 3, &out, &e));
	buf_clear(&out);
	T_INT(RC_OK, datadir_read(file, 4, &out, &e));
	T_SPAN("a: 1", buf_span(&out));
	T_INT(0, unlink(file) + unlink(other) + rmdir(sub) + rmdir(dir));
	buf_release(&out);
}

static void
test_done(void)
{

	(void)unlink(path);
	T_TRUE(access(path, F_OK) != 0);
}

static const struct t_case cases[] = {
	{ "a place for files", test_begin },
	{ "every packing, read in steps", test_packings },
	{ "members and frames one after another", test_one_after_another },
	{ "a stream cut at a byte says which", test_cut_short },
	{ "damage is found", test_damaged },
	{ "what cannot be opened", test_open_errors },
	{ "lines", test_lines },
	{ "lines that are too long", test_long_lines },
	{ "lines before a defect are given", test_lines_before_a_defect },
	{ "a line of 200 MB in constant memory", test_constant_memory },
	{ "elements of an array", test_elements },
	{ "an element that is too long", test_long_element },
	{ "data folders", test_datadir },
	{ "nothing is left behind", test_done },
};

T_MAIN(cases)
