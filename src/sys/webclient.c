/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to others from a role's loop. */
#include <curl/curl.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sys/webclient.h"

#define CONNECTIONS	32		/* Kept open, all in all. */
#define PER_HOST	4		/* At once. */

struct webclient {
	struct loop			*loop;		/* Borrowed. */
	CURLM				*multi;		/* Owned. */
	struct webclient_request	*first;
	int				 timer;		/* -1: none. */
};

struct webclient_request {
	struct webclient_request	*next, **back;
	struct webclient		*w;		/* Borrowed. */
	CURL				*easy;		/* Owned. */
	struct curl_slist		*header, *to;	/* Owned. */
	struct buf			 body, answer;
	size_t				 sent;		/* Of a mail. */
	webclient_fn			*fn;
	void				*ctx;		/* Borrowed. */
	char				 error[CURL_ERROR_SIZE];
};

static void
free_request(struct webclient_request *r)
{

	if (r->next != NULL)
		r->next->back = r->back;
	*r->back = r->next;
	if (r->easy != NULL) {
		/* It fails for what was never added only. */
		(void)curl_multi_remove_handle(r->w->multi, r->easy);
		curl_easy_cleanup(r->easy);
	}
	curl_slist_free_all(r->header);
	curl_slist_free_all(r->to);
	buf_release(&r->body);
	buf_release(&r->answer);
	mem_free(r);
}

/* Will it help to try once more, when no answer came? */
static bool
may_pass(CURLcode code)
{

	switch ((int)code) {
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
	case CURLE_NOT_BUILT_IN:
		return (false);
	default:
		return (true);
	}
}

static void
over(struct webclient_request *r, CURLcode code)
{
	struct webclient_answer a = { .body = buf_span(&r->answer),
	    .why = "" };
	curl_off_t later = 0;
	long status = 0;

	/* What is not known stays 0. */
	(void)curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(r->easy, CURLINFO_RETRY_AFTER, &later);
	a.status = (unsigned)status;
	a.later = (int64_t)later * 1000;
	if (code != CURLE_OK) {
		a.why = r->error[0] != '\0' ? r->error :
		    curl_easy_strerror(code);
		a.again = may_pass(code);
	}
	r->fn(r->ctx, &a);
	free_request(r);
}

static void
finish(struct webclient *w)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(w->multi, &left)) != NULL) {
		struct webclient_request *r = NULL;

		if (m->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &r);
		over(r, m->data.result);
	}
}

static void
act(struct webclient *w, curl_socket_t fd, int what)
{
	int running;

	/* What fails is found in finish(). */
	(void)curl_multi_socket_action(w->multi, fd, what, &running);
	finish(w);
}

/* A socket that curl watches: which one the loop does not say. */
struct watched {
	struct webclient	*w;
	curl_socket_t		 fd;
};

static void
ready(void *ctx, unsigned what)
{
	const struct watched *s = ctx;

	act(s->w, s->fd, ((what & LOOP_READ) != 0 ? CURL_CSELECT_IN : 0) |
	    ((what & LOOP_WRITE) != 0 ? CURL_CSELECT_OUT : 0) |
	    ((what & LOOP_END) != 0 ? CURL_CSELECT_ERR : 0));
}

/* curl_socket_callback */
static int
watch(CURL *easy UNUSED, curl_socket_t fd, int what, void *ctx, void *own)
{
	struct webclient *w = ctx;
	struct watched *s = own;
	unsigned want = (what & CURL_POLL_IN ? (unsigned)LOOP_READ : 0u) |
	    (what & CURL_POLL_OUT ? (unsigned)LOOP_WRITE : 0u);
	struct err e;

	if (what == CURL_POLL_REMOVE) {
		loop_forget(w->loop, fd);
		(void)curl_multi_assign(w->multi, fd, NULL);
		mem_free(s);
		return (0);
	}
	if (s != NULL) {
		loop_change(w->loop, fd, want);
		return (0);
	}
	if ((s = mem_new(sizeof(*s))) == NULL)
		return (-1);
	*s = (struct watched){ w, fd };
	if (loop_watch(w->loop, fd, want, ready, s, &e) != RC_OK) {
		mem_free(s);
		return (-1);
	}
	(void)curl_multi_assign(w->multi, fd, s);
	return (0);
}

static void
tick(void *ctx)
{
	struct webclient *w = ctx;

	w->timer = -1;
	act(w, CURL_SOCKET_TIMEOUT, 0);
}

/* curl_multi_timer_callback */
static int
set_timer(CURLM *multi UNUSED, long ms, void *ctx)
{
	struct webclient *w = ctx;
	struct err e;

	loop_end_timer(w->loop, w->timer);
	w->timer = -1;
	return (ms < 0 || loop_once(w->loop, ms, tick, w, &w->timer, &e) ==
	    RC_OK ? 0 : -1);
}

/* curl_write_callback; more than is kept is read and forgotten. */
static size_t
keep(char *p, size_t one, size_t n, void *ctx)
{
	struct webclient_request *r = ctx;
	size_t left = WEBCLIENT_BODY - r->answer.n, all = one * n;

	buf_put(&r->answer, (struct span){ p, all < left ? all : left });
	return (all);
}

/* curl_read_callback: a mail's text. */
static size_t
give(char *p, size_t one, size_t n, void *ctx)
{
	struct webclient_request *r = ctx;
	size_t left = r->body.n - r->sent, most = one * n;

	if (left > most)
		left = most;
	memcpy(p, r->body.p + r->sent, left);
	r->sent += left;
	return (left);
}

static bool
list(struct curl_slist **to, const char *const *text, size_t n)
{

	for (size_t i = 0; i < n; i++) {
		struct curl_slist *longer = curl_slist_append(*to, text[i]);

		if (longer == NULL)
			return (false);
		*to = longer;
	}
	return (true);
}

static bool
blob(CURL *easy, CURLoption option, struct span pem)
{
	struct curl_blob b = { .len = pem.n, .flags = CURL_BLOB_COPY };

	/* It is copied; only the prototype says that it is written. */
	memcpy(&b.data, &pem.p, sizeof(b.data));
	return (pem.n == 0 ||
	    curl_easy_setopt(easy, option, &b) == CURLE_OK);
}

static bool
text(CURL *easy, CURLoption option, const char *s)
{

	return (s == NULL || curl_easy_setopt(easy, option, s) == CURLE_OK);
}

static bool
mail(struct webclient_request *r, const struct webclient_how *how)
{

	return (text(r->easy, CURLOPT_MAIL_FROM, how->from) &&
	    list(&r->to, how->to, how->tos) &&
	    curl_easy_setopt(r->easy, CURLOPT_MAIL_RCPT, r->to) == CURLE_OK &&
	    curl_easy_setopt(r->easy, CURLOPT_UPLOAD, 1L) == CURLE_OK &&
	    curl_easy_setopt(r->easy, CURLOPT_READFUNCTION, give) ==
	    CURLE_OK &&
	    curl_easy_setopt(r->easy, CURLOPT_READDATA, r) == CURLE_OK &&
	    /* Its QUIT waits for an answer, and all of us with it. */
	    curl_easy_setopt(r->easy, CURLOPT_SERVER_RESPONSE_TIMEOUT,
	    (long)(how->timeout / 1000 + 1)) == CURLE_OK &&
	    curl_easy_setopt(r->easy, CURLOPT_USE_SSL,
	    how->tls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY) ==
	    CURLE_OK);
}

static bool
post(struct webclient_request *r, const struct webclient_how *how)
{

	return (list(&r->header, how->header, how->headers) &&
	    curl_easy_setopt(r->easy, CURLOPT_HTTPHEADER, r->header) ==
	    CURLE_OK &&
	    curl_easy_setopt(r->easy, CURLOPT_POSTFIELDSIZE_LARGE,
	    (curl_off_t)r->body.n) == CURLE_OK &&
	    curl_easy_setopt(r->easy, CURLOPT_POSTFIELDS, r->body.p) ==
	    CURLE_OK);
}

/* No redirects, no proxies of the environment, nothing but these schemes. */
static bool
set_up(struct webclient_request *r, const struct webclient_how *how)
{
	CURL *c = r->easy;

	return (text(c, CURLOPT_URL, how->url) &&
	    text(c, CURLOPT_PROTOCOLS_STR, "http,https,smtp,smtps") &&
	    text(c, CURLOPT_PROXY, "") &&
	    text(c, CURLOPT_USERNAME, how->user) &&
	    text(c, CURLOPT_PASSWORD, how->password) &&
	    curl_easy_setopt(c, CURLOPT_PRIVATE, r) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, r->error) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)how->timeout) ==
	    CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, keep) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEDATA, r) == CURLE_OK &&
	    blob(c, CURLOPT_CAINFO_BLOB, how->ca) &&
	    blob(c, CURLOPT_SSLCERT_BLOB, how->cert) &&
	    blob(c, CURLOPT_SSLKEY_BLOB, how->key) &&
	    (how->from != NULL ? mail(r, how) : post(r, how)));
}

rc
webclient_send(struct webclient *w, const struct webclient_how *how)
{
	struct webclient_request *r = mem_new(sizeof(*r));

	if (r == NULL)
		return (RC_NOMEM);
	r->w = w;
	r->fn = how->fn;
	r->ctx = how->ctx;
	if ((r->next = w->first) != NULL)
		r->next->back = &r->next;
	r->back = &w->first;
	w->first = r;
	buf_put(&r->body, how->body);
	if (r->body.failed || (r->easy = curl_easy_init()) == NULL ||
	    !set_up(r, how) ||
	    curl_multi_add_handle(w->multi, r->easy) != CURLM_OK) {
		free_request(r);
		return (RC_NOMEM);
	}
	return (RC_OK);
}

rc
webclient_new(struct loop *loop, struct webclient **ret)
{
	struct webclient *w = mem_new(sizeof(*w));

	if (w == NULL)
		return (RC_NOMEM);
	w->loop = loop;
	w->timer = -1;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (w->multi = curl_multi_init()) == NULL ||
	    curl_multi_setopt(w->multi, CURLMOPT_SOCKETFUNCTION, watch) !=
	    CURLM_OK ||
	    curl_multi_setopt(w->multi, CURLMOPT_SOCKETDATA, w) != CURLM_OK ||
	    curl_multi_setopt(w->multi, CURLMOPT_TIMERFUNCTION, set_timer) !=
	    CURLM_OK ||
	    curl_multi_setopt(w->multi, CURLMOPT_TIMERDATA, w) != CURLM_OK ||
	    curl_multi_setopt(w->multi, CURLMOPT_MAXCONNECTS,
	    (long)CONNECTIONS) != CURLM_OK ||
	    curl_multi_setopt(w->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
	    (long)PER_HOST) != CURLM_OK) {
		webclient_free(w);
		return (RC_NOMEM);
	}
	*ret = w;
	return (RC_OK);
}

void
webclient_free(struct webclient *w)
{

	if (w == NULL)
		return;
	while (w->first != NULL)
		free_request(w->first);
	/* It takes the last sockets with it. */
	if (w->multi != NULL)
		(void)curl_multi_cleanup(w->multi);
	loop_end_timer(w->loop, w->timer);
	curl_global_cleanup();
	mem_free(w);
}
