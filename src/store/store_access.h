/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may come in: accounts, what opens the door for them (sessions, tokens),
 * what failed attempts lock, and the records of it all.
 */
#ifndef STORE_ACCESS_H
#define STORE_ACCESS_H

#include "base/buf.h"
#include "store/store.h"

#define STORE_ACCESS_NAME	64	/* Bytes of a name, with its NUL. */
#define STORE_ACCESS_HASH	128	/* Of a password's hash. */
#define STORE_ACCESS_ID		16	/* Of what can be named. */

/** An account. */
struct store_access_account {
	char	name[STORE_ACCESS_NAME];
	char	role[16];
	char	tenant[STORE_ACCESS_NAME];	/* Its only one; "": all. */
	char	password[STORE_ACCESS_HASH];	/* As sys/password.h. */
	char	totp[41];		/* Secret in hex; "": none. */
	bool	totp_on;		/* It was shown that it works. */
	int64_t	totp_last;		/* Step of the last code. */
	bool	disabled;
	int64_t	made, changed;		/* ms */
	int64_t	version;		/* Rises with each change. */
};

/** store_access_account_fn(ctx, a): One; valid until it returns. */
typedef rc store_access_account_fn(void *,
    const struct store_access_account *);

/** What opens the door: a session or a token. */
struct store_access_pass {
	char	digest[STORE_DIGEST + 1];	/* Of the secret. */
	char	id[STORE_ACCESS_ID + 1];	/* To name it by. */
	bool	session;		/* Else a token. */
	char	name[STORE_ACCESS_NAME];	/* A token's. */
	char	account[STORE_ACCESS_NAME];	/* Whose; "": nobody's. */
	char	role[16];		/* A token's. */
	char	tenant[STORE_ACCESS_NAME];	/* A token's. */
	int64_t	scopes;			/* Bits of permissions; 0: all. */
	char	from[64];		/* Address it was made from. */
	int64_t	made, seen, expires;	/* ms; expires 0: never. */
};

/** store_access_pass_fn(ctx, p): One; valid until it returns. */
typedef rc store_access_pass_fn(void *, const struct store_access_pass *);

/** What was done. */
struct store_access_note {
	int64_t		seq, time;	/* seq is given. */
	struct span	who, what, object, from, outcome, detail;
};

/** store_access_note_fn(ctx, n): One; valid until it returns. */
typedef rc store_access_note_fn(void *, const struct store_access_note *);

/** Attempts that failed. */
struct store_access_lock {
	int64_t	failures, last, until;	/* ms */
};

/** store_access_account(s, name, ret, e): RC_NOTFOUND: there is none. */
rc store_access_account(struct store *, struct span,
    struct store_access_account *, struct err *) MUST_USE;

/** store_access_accounts(s, fn, ctx, e): All, by name. */
rc store_access_accounts(struct store *, store_access_account_fn *, void *,
    struct err *) MUST_USE;

/** store_access_add(s, a, now, e): A new one; RC_CONFLICT: there is one of
 * that name. */
rc store_access_add(struct store *, const struct store_access_account *,
    int64_t, struct err *) MUST_USE;

/** store_access_set(s, a, now, e): Change all of it but its name; RC_NOTFOUND;
 * RC_CONFLICT: its version is not a->version any more. */
rc store_access_set(struct store *, const struct store_access_account *,
    int64_t, struct err *) MUST_USE;

/** store_access_pass(s, digest, ret, e): RC_NOTFOUND: nothing is opened. */
rc store_access_pass(struct store *, struct span,
    struct store_access_pass *, struct err *) MUST_USE;

/** store_access_passes(s, session, account, fn, ctx, e): Sessions or tokens of
 * ${account}, of all if it is empty; by when they were made. */
rc store_access_passes(struct store *, bool, struct span,
    store_access_pass_fn *, void *, struct err *) MUST_USE;

/** store_access_let(s, p, e): From now on ${p} opens. */
rc store_access_let(struct store *, const struct store_access_pass *,
    struct err *) MUST_USE;

/** store_access_seen(s, digest, now, e): It was used. */
rc store_access_seen(struct store *, struct span, int64_t, struct err *)
    MUST_USE;

/** store_access_revoke(s, id, e): It opens nothing any more; RC_NOTFOUND. */
rc store_access_revoke(struct store *, struct span, struct err *) MUST_USE;

/** store_access_revoke_all(s, account, keep, e): All sessions of ${account} but
 * the one whose digest is ${keep}. */
rc store_access_revoke_all(struct store *, struct span, struct span,
    struct err *) MUST_USE;

/** store_access_expire(s, made, now, e): Remove sessions made before ${made},
 * and what has expired by ${now}. */
rc store_access_expire(struct store *, int64_t, int64_t, struct err *)
    MUST_USE;

/** store_access_note(s, n, e): Put it on record. */
rc store_access_note(struct store *, const struct store_access_note *,
    struct err *) MUST_USE;

/** store_access_notes(s, before, limit, fn, ctx, e): Newest first, those with
 * a seq below ${before}. */
rc store_access_notes(struct store *, int64_t, unsigned,
    store_access_note_fn *, void *, struct err *) MUST_USE;

/** store_access_lock(s, key, ret, e): All zero if there is nothing. */
rc store_access_lock(struct store *, struct span,
    struct store_access_lock *, struct err *) MUST_USE;

/** store_access_set_lock(s, key, l, e): All zero removes it. */
rc store_access_set_lock(struct store *, struct span,
    const struct store_access_lock *, struct err *) MUST_USE;

/** store_access_prune(s, before, e): Remove locks whose last failure, and whose
 * end, are before ${before}. */
rc store_access_prune(struct store *, int64_t, struct err *) MUST_USE;

/** store_access_setting(s, name, b, e): Append its value; RC_NOTFOUND. */
rc store_access_setting(struct store *, const char *, struct buf *,
    struct err *) MUST_USE;

/** store_access_set_setting(s, name, value, e): An empty one removes it. */
rc store_access_set_setting(struct store *, const char *, struct span,
    struct err *) MUST_USE;

#endif
