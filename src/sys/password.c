/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords as they are kept. */
#include <argon2.h>
#include <sys/random.h>

#include "sys/password.h"

#define SALT	16
#define SUM	32

rc
password_make(struct span s, char ret[PASSWORD_TEXT], struct err *e)
{
	uint8_t salt[SALT];
	int done;

	if (s.n < PASSWORD_LEAST || s.n > PASSWORD_MOST)
		return (rc_fail(e, RC_LIMIT, 0, "a password has %d to %d "
		    "bytes", PASSWORD_LEAST, PASSWORD_MOST));
	if (getrandom(salt, sizeof(salt), 0) != (ssize_t)sizeof(salt))
		return (rc_fail(e, RC_IO, 0, "no randomness to be had"));
	done = argon2id_hash_encoded(PASSWORD_PASSES, PASSWORD_KIB, 1, s.p,
	    s.n, salt, sizeof(salt), SUM, ret, PASSWORD_TEXT);
	return (done == ARGON2_OK ? RC_OK : rc_fail(e, RC_NOMEM, 0,
	    "hashing a password"));
}

rc
password_check(struct span s, const char *hash)
{
	int done;

	if (s.n > PASSWORD_MOST)
		return (RC_DENIED);
	done = argon2id_verify(hash, s.n > 0 ? s.p : "", s.n);
	if (done == ARGON2_MEMORY_ALLOCATION_ERROR)
		return (RC_NOMEM);
	return (done == ARGON2_OK ? RC_OK : RC_DENIED);
}

const char *
password_nobody(void)
{

	/* Sum of zeroes: nothing known has it. */
	return ("$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
}
