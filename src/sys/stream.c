/* SPDX-License-Identifier: Apache-2.0 */
/* Files as streams of bytes: open, recognise the packing, unpack. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/mem.h"
#include "sys/stream.h"

#define IN_SIZE		(256 * 1024)	/* One read of the kernel. */
#define MAGIC_MAX	6		/* Bytes that tell the packing. */
#define UNPACK_MAX	(UINT64_C(128) << 20)	/* Memory of a decoder. */
#define ZSTD_WINDOW_LOG	27		/* The same bound, as zstd has it. */
#define GZIP_BITS	(16 + MAX_WBITS)	/* zlib: gzip header wanted */

/** How one kind of packing is undone. */
struct packing {
	const char	*name;
	bool		(*is)(const uint8_t *, size_t);
	rc		(*start)(struct stream *);
	/* Unpack some; sets ${ended} when the input may end here. */
	rc		(*step)(struct stream *, char *, size_t, size_t *);
	void		(*stop)(struct stream *);
};

#define PEEK_LEAST	4u		/* Bytes that tell a capture. */

struct stream {
	char			*path;		/* Owned. */
	int			 fd;		/* -1: of what is fed. */
	struct stream_feed	 feed;		/* Owned; or next is NULL. */
	struct span		 fed;		/* Not yet in in[]. */
	const struct packing	*packing;
	union {
		z_stream	 z;
		ZSTD_DCtx	*zstd;		/* Owned. */
		lzma_stream	 xz;
	};
	bool			 started;	/* The decoder is set up. */
	bool			 ended;		/* The input may end here. */
	bool			 eof;		/* The kernel has no more. */
	uint8_t			*in;		/* Owned; IN_SIZE. */
	size_t			 at, n;		/* Unused: in[at..n). */
	uint64_t		 base;		/* File offset of in[0]. */
	uint64_t		 size;
	const char		*why;		/* Of a decoder's refusal. */
	struct err		 failed;	/* Kept once code is set. */
	char			*ahead;		/* Owned: seen, not read. */
	size_t			 ahead_at, ahead_n;
};

static rc
plain_step(struct stream *s, char *out, size_t size, size_t *got)
{
	size_t n = s->n - s->at;

	n = n < size ? n : size;
	memcpy(out, s->in + s->at, n);
	s->at += n;
	s->ended = true;
	*got = n;
	return (RC_OK);
}

static bool
gzip_is(const uint8_t *p, size_t n)
{

	return (n >= 2 && p[0] == 0x1f && p[1] == 0x8b);
}

static rc
gzip_start(struct stream *s)
{

	return (inflateInit2(&s->z, GZIP_BITS) == Z_OK ? RC_OK : RC_NOMEM);
}

/*
 * Between members: another one, the zero padding of tapes, or the end.
 * Return RC_MORE when the step is over.
 */
static rc
gzip_between(struct stream *s)
{

	while (s->at < s->n && s->in[s->at] == 0)
		s->at++;
	if (s->at == s->n)
		return (RC_MORE);
	if (s->in[s->at] != 0x1f) {
		s->why = "bytes that are no gzip member follow";
		return (RC_MALFORMED);
	}
	s->ended = false;
	return (inflateReset(&s->z) == Z_OK ? RC_OK : RC_NOMEM);
}

static rc
gzip_step(struct stream *s, char *out, size_t size, size_t *got)
{
	rc rv;
	int z;

	if (s->ended && (rv = gzip_between(s)) != RC_OK)
		return (rv == RC_MORE ? RC_OK : rv);
	s->z.next_in = s->in + s->at;
	s->z.avail_in = (uInt)(s->n - s->at);
	s->z.next_out = (Bytef *)out;
	s->z.avail_out = (uInt)size;
	z = inflate(&s->z, Z_NO_FLUSH);
	s->at = s->n - s->z.avail_in;
	*got = size - s->z.avail_out;
	if (z == Z_STREAM_END)
		s->ended = true;
	else if (z == Z_MEM_ERROR)
		return (RC_NOMEM);
	else if (z != Z_OK && z != Z_BUF_ERROR) {
		s->why = s->z.msg != NULL ? s->z.msg : "damaged gzip data";
		return (RC_MALFORMED);
	}
	return (RC_OK);
}

static void
gzip_stop(struct stream *s)
{

	(void)inflateEnd(&s->z);	/* Frees whatever state it is in. */
}

static bool
zstd_is(const uint8_t *p, size_t n)
{
	static const uint8_t frame[] = { 0x28, 0xb5, 0x2f, 0xfd };
	static const uint8_t skipped[] = { 0x2a, 0x4d, 0x18 };

	return (n >= 4 && (memcmp(p, frame, 4) == 0 ||
	    ((p[0] & 0xf0) == 0x50 && memcmp(p + 1, skipped, 3) == 0)));
}

static void
zstd_stop(struct stream *s)
{

	(void)ZSTD_freeDCtx(s->zstd);	/* Cannot fail outside legacy use. */
}

static rc
zstd_start(struct stream *s)
{

	if ((s->zstd = ZSTD_createDCtx()) == NULL)
		return (RC_NOMEM);
	if (ZSTD_isError(ZSTD_DCtx_setParameter(s->zstd, ZSTD_d_windowLogMax,
	    ZSTD_WINDOW_LOG))) {
		zstd_stop(s);
		return (RC_NOMEM);
	}
	return (RC_OK);
}

static rc
zstd_step(struct stream *s, char *out, size_t size, size_t *got)
{
	ZSTD_inBuffer in = { s->in, s->n, s->at };
	ZSTD_outBuffer to = { out, size, 0 };
	size_t left = ZSTD_decompressStream(s->zstd, &to, &in);

	/* Nothing to do at the end of a frame is not a new frame. */
	if (in.pos != s->at || to.pos > 0)
		s->ended = left == 0;
	s->at = in.pos;
	*got = to.pos;
	if (!ZSTD_isError(left))
		return (RC_OK);
	s->why = ZSTD_getErrorName(left);
	switch ((int)ZSTD_getErrorCode(left)) {
	case ZSTD_error_memory_allocation:
		return (RC_NOMEM);
	case ZSTD_error_frameParameter_windowTooLarge:
		return (RC_LIMIT);
	default:
		return (RC_MALFORMED);
	}
}

static bool
xz_is(const uint8_t *p, size_t n)
{
	static const uint8_t magic[] = { 0xfd, '7', 'z', 'X', 'Z', 0 };

	return (n >= sizeof(magic) && memcmp(p, magic, sizeof(magic)) == 0);
}

static rc
xz_start(struct stream *s)
{

	s->xz = (lzma_stream)LZMA_STREAM_INIT;
	return (lzma_stream_decoder(&s->xz, UNPACK_MAX, LZMA_CONCATENATED) ==
	    LZMA_OK ? RC_OK : RC_NOMEM);
}

static rc
xz_step(struct stream *s, char *out, size_t size, size_t *got)
{
	lzma_ret x;

	s->xz.next_in = s->in + s->at;
	s->xz.avail_in = s->n - s->at;
	s->xz.next_out = (uint8_t *)out;
	s->xz.avail_out = size;
	x = lzma_code(&s->xz, s->eof ? LZMA_FINISH : LZMA_RUN);
	s->at = s->n - s->xz.avail_in;
	*got = size - s->xz.avail_out;
	switch ((int)x) {
	case LZMA_STREAM_END:
		s->ended = true;
		return (RC_OK);
	case LZMA_OK:
	case LZMA_BUF_ERROR:
		return (RC_OK);
	case LZMA_MEM_ERROR:
		return (RC_NOMEM);
	case LZMA_MEMLIMIT_ERROR:
		s->why = "needs more than 128 MiB to unpack";
		return (RC_LIMIT);
	case LZMA_FORMAT_ERROR:
		s->why = "bytes that are no xz stream follow";
		return (RC_MALFORMED);
	default:
		s->why = "damaged xz data";
		return (RC_MALFORMED);
	}
}

static void
xz_stop(struct stream *s)
{

	lzma_end(&s->xz);
}

static const struct packing packings[] = {
	{ "gzip", gzip_is, gzip_start, gzip_step, gzip_stop },
	{ "zstd", zstd_is, zstd_start, zstd_step, zstd_stop },
	{ "xz", xz_is, xz_start, xz_step, xz_stop },
};
static const struct packing plain = { "plain", NULL, NULL, plain_step, NULL };

/* Errors of the kernel end here, as words. */
static rc
kernel(struct err *e, const char *what, const char *path)
{
	rc code = errno == ENOENT ? RC_NOTFOUND :
	    errno == EACCES || errno == EPERM ? RC_DENIED : RC_IO;

	return (rc_fail(e, code, 0, "%s: %s: %s", path, what,
	    strerrordesc_np(errno)));
}

/* Read from where the bytes come from; -1 with s->failed. */
static ssize_t
source(struct stream *s, uint8_t *out, size_t size)
{
	struct err why = { 0 };
	ssize_t got;
	size_t n;
	rc r;

	if (s->fd >= 0) {
		do {
			got = read(s->fd, out, size);
		} while (got < 0 && errno == EINTR);
		if (got < 0)
			(void)kernel(&s->failed, "read", s->path);
		return (got);
	}
	if (s->fed.n == 0 && s->feed.next != NULL &&
	    (r = s->feed.next(s->feed.ctx, &s->fed, &why)) != RC_OK) {
		(void)rc_fail(&s->failed, r, why.at, "%.60s: %s", s->path,
		    why.what);
		return (-1);
	}
	n = s->fed.n < size ? s->fed.n : size;
	if (n > 0)
		memcpy(out, s->fed.p, n);
	s->fed = span_from(s->fed, n);
	return ((ssize_t)n);
}

/* Fill the buffer behind what is left of it; ${eof} when there is no more. */
static rc
fill(struct stream *s)
{
	ssize_t n;

	if (s->at > 0 && s->at < s->n)
		memmove(s->in, s->in + s->at, s->n - s->at);
	s->base += s->at;
	s->n -= s->at;
	s->at = 0;
	if (s->n == IN_SIZE)
		return (RC_OK);
	if ((n = source(s, s->in + s->n, IN_SIZE - s->n)) < 0)
		return (s->failed.code);
	s->n += (size_t)n;
	s->eof = n == 0;
	return (RC_OK);
}

/* Enough of the beginning to tell the packing, then set up its decoder. */
static rc
recognise(struct stream *s, struct err *e)
{
	rc rv;

	while (s->n < MAGIC_MAX && !s->eof)
		if ((rv = fill(s)) != RC_OK) {
			*e = s->failed;
			return (rv);
		}
	s->packing = &plain;
	for (size_t i = 0; i < COUNT_OF(packings); i++)
		if (packings[i].is(s->in, s->n))
			s->packing = &packings[i];
	if (s->packing->start == NULL)
		return (RC_OK);
	if ((rv = s->packing->start(s)) != RC_OK)
		return (rc_fail(e, rv, 0, "%s: cannot start the %s decoder",
		    s->path, s->packing->name));
	s->started = true;
	return (RC_OK);
}

/* With nothing to read from yet, or NULL. */
static struct stream *
stream_new(const char *path)
{
	struct stream *s = mem_new(sizeof(*s));

	if (s == NULL)
		return (NULL);
	s->fd = -1;
	if ((s->path = mem_copy(span_of(path))) == NULL ||
	    (s->in = mem_new(IN_SIZE)) == NULL) {
		stream_free(s);
		return (NULL);
	}
	return (s);
}

/* Hand it over once its packing is known. */
static rc
begin(struct stream *s, struct stream **ret, struct err *e)
{
	struct err mine = { 0 };
	rc rv = recognise(s, &mine);

	if (rv == RC_OK) {
		*ret = s;
		return (RC_OK);
	}
	if (e != NULL)
		*e = mine;
	stream_free(s);
	return (rv);
}

rc
stream_open(const char *path, struct stream **ret, struct err *e)
{
	struct stream *s = stream_new(path);
	struct stat st;
	rc rv;

	if (s == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening %s", path));
	s->fd = strcmp(path, "-") == 0 ?
	    fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) :
	    open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (s->fd < 0 || fstat(s->fd, &st) != 0) {
		rv = kernel(e, "open", path);
		stream_free(s);
		return (rv);
	}
	if (S_ISREG(st.st_mode))
		s->size = (uint64_t)st.st_size;
	return (begin(s, ret, e));
}

rc
stream_memory(const char *name, struct span bytes, struct stream **ret,
    struct err *e)
{
	struct stream *s = stream_new(name);

	if (s == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "opening %s", name));
	s->fed = bytes;
	s->size = bytes.n;
	return (begin(s, ret, e));
}

rc
stream_fed(const char *path, const struct stream_feed *feed,
    struct stream **ret, struct err *e)
{
	struct stream *s = stream_new(path);

	if (s == NULL) {
		feed->end(feed->ctx);
		return (rc_fail(e, RC_NOMEM, 0, "opening %s", path));
	}
	s->feed = *feed;
	s->packing = &plain;
	*ret = s;
	return (RC_OK);
}

/* Read on until some content, the end, or a defect shows. */
static rc
advance(struct stream *s, char *out, size_t size, size_t *got)
{
	rc rv;

	for (;;) {
		size_t before = s->at;

		if (s->at == s->n && !s->eof && (rv = fill(s)) != RC_OK)
			return (rv);
		if ((rv = s->packing->step(s, out, size, got)) != RC_OK ||
		    *got > 0)
			break;
		if (s->eof && (s->at == s->n || s->at == before))
			break;
		/* A decoder that wants more than it has not yet seen. */
		if (s->at == before && !s->eof && (rv = fill(s)) != RC_OK)
			return (rv);
	}
	if (rv == RC_OK && *got == 0 && !s->ended) {
		s->why = "the file is cut short";
		rv = RC_MALFORMED;
	}
	if (rv != RC_OK)
		(void)rc_fail(&s->failed, rv, stream_taken(s),
		    "%s: byte %llu: %s", s->path,
		    (unsigned long long)stream_taken(s),
		    rv == RC_NOMEM ? rc_text(rv) : s->why);
	return (rv);
}

static rc
fresh(struct stream *s, char *out, size_t size, size_t *got, struct err *e)
{
	size_t n = 0;

	if (s->failed.code == RC_OK && size > 0)
		(void)advance(s, out, size, &n);	/* Kept in failed. */
	/* What was unpacked comes first; the defect on the next call. */
	if (n == 0 && s->failed.code != RC_OK) {
		if (e != NULL)
			*e = s->failed;
		return (s->failed.code);
	}
	*got = n;
	return (RC_OK);
}

rc
stream_peek(struct stream *s, struct span *first, struct err *e)
{
	size_t got = 1;
	rc r = RC_OK;

	if (s->ahead == NULL && (s->ahead = mem_new(STREAM_PEEK)) == NULL)
		return (rc_fail(e, RC_NOMEM, 0, "%s: out of memory",
		    s->path));
	/* No more than a look needs: a pipe may be slow to give more. */
	while (s->ahead_n < PEEK_LEAST && r == RC_OK && got > 0) {
		got = 0;
		r = fresh(s, s->ahead + s->ahead_n, STREAM_PEEK - s->ahead_n,
		    &got, e);
		s->ahead_n += got;
	}
	*first = (struct span){ s->ahead, s->ahead_n };
	/* A defect behind them comes when reading gets there. */
	return (s->ahead_n > 0 ? RC_OK : r);
}

rc
stream_read(struct stream *s, char *out, size_t size, size_t *got,
    struct err *e)
{
	size_t left = s->ahead_n - s->ahead_at;

	if (left == 0 || size == 0)
		return (fresh(s, out, size, got, e));
	*got = left < size ? left : size;
	memcpy(out, s->ahead + s->ahead_at, *got);
	s->ahead_at += *got;
	return (RC_OK);
}

const char *
stream_path(const struct stream *s)
{

	return (s->path);
}

uint64_t
stream_taken(const struct stream *s)
{

	return (s->base + s->at);
}

uint64_t
stream_size(const struct stream *s)
{

	return (s->size);
}

void
stream_free(struct stream *s)
{

	if (s == NULL)
		return;
	mem_free(s->ahead);
	if (s->feed.end != NULL)
		s->feed.end(s->feed.ctx);
	if (s->started && s->packing->stop != NULL)
		s->packing->stop(s);
	if (s->fd >= 0)
		(void)close(s->fd);	/* Read only: nothing to lose. */
	mem_free(s->in);
	mem_free(s->path);
	mem_free(s);
}
