/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of the machine: kernel, limits, clock. */
#include "cli/doctor_checks.h"

#define FILES_LEAST	1024u
/* 2026-01-01T00:00:00Z: this program is not older. */
#define BEGAN_MS	INT64_C(1767225600000)
#define YEARS_MS	INT64_C(31557600000)

void
doctor_machine_seccomp(struct doctor *d)
{

	if (d->machine->seccomp)
		doctor_say(d, DOCTOR_OK, "system calls can be limited");
	else
		doctor_say(d, DOCTOR_FAIL, "this kernel has no seccomp: roles "
		    "could make any system call; take one with "
		    "CONFIG_SECCOMP_FILTER");
}

void
doctor_machine_landlock(struct doctor *d)
{

	if (d->machine->landlock > 0)
		doctor_say(d, DOCTOR_OK, "files can be limited, ABI %d",
		    d->machine->landlock);
	else
		doctor_say(d, DOCTOR_WARN, "this kernel has no Landlock: a "
		    "role could reach all files of its user; boot with "
		    "lsm=landlock,... or give each role a user");
}

void
doctor_machine_privileges(struct doctor *d)
{

	if (d->machine->no_new_privs)
		doctor_say(d, DOCTOR_OK, "can be given up for good");
	else
		doctor_say(d, DOCTOR_FAIL, "this kernel has no no_new_privs: "
		    "take one of 3.5 or later");
}

/* What all that may be open at once adds up to. */
static uint64_t
files_wanted(const struct config *c)
{
	uint64_t n = (uint64_t)c->api.connections;

	for (size_t i = 0; i < c->sources; i++)
		if (c->source[i].listen.kind != CONFIG_ADDR_UNSET)
			n += (uint64_t)c->source[i].connections;
	return (n);
}

void
doctor_machine_files(struct doctor *d)
{
	uint64_t have = d->machine->files, want = FILES_LEAST;

	if (d->config != NULL && files_wanted(d->config) > want)
		want = files_wanted(d->config);
	if (have < FILES_LEAST)
		doctor_say(d, DOCTOR_FAIL, "%llu at once, want %llu: raise "
		    "LimitNOFILE= or ulimit -n", (unsigned long long)have,
		    (unsigned long long)want);
	else if (have < want)
		doctor_say(d, DOCTOR_WARN, "%llu at once, all connections that "
		    "are allowed are %llu: raise LimitNOFILE= or lower "
		    "connections", (unsigned long long)have,
		    (unsigned long long)want);
	else
		doctor_say(d, DOCTOR_OK, "%llu at once",
		    (unsigned long long)have);
}

void
doctor_machine_clock(struct doctor *d)
{
	int64_t now = d->machine->now_ms;
	struct buf b = { 0 };

	buf_time(&b, now);
	if (buf_str(&b) == NULL)
		d->out.failed = true;
	else if (now < BEGAN_MS || now > BEGAN_MS + 30 * YEARS_MS)
		doctor_say(d, DOCTOR_FAIL, "it shows %s: set it, and have it "
		    "kept (chrony, systemd-timesyncd)", b.p);
	else if (!d->machine->synced)
		doctor_say(d, DOCTOR_WARN, "it shows %s, and nobody keeps it: "
		    "run chrony or systemd-timesyncd", b.p);
	else
		doctor_say(d, DOCTOR_OK, "it shows %s, and is kept", b.p);
	buf_release(&b);
}
