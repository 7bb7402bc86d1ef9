/* SPDX-License-Identifier: Apache-2.0 */
/* doctor: what it says of machines that are not at hand. */
#include "base/mem.h"
#include "cli/doctor_checks.h"
#include "sys/machine.h"
#include "t.h"

#define NOW	INT64_C(1795442400000)		/* 2026-11-23T14:00:00Z */

static const struct machine good = { true, 2, true, 20000, NOW, true };

/* What is said of ${m} by one check; its first word, and how often. */
static void
said(const struct machine *m, void (*check)(struct doctor *), const char *want,
    const char *what)
{
	struct doctor d = { .machine = m, .check = "x" };
	const char *out;

	check(&d);
	out = buf_str(&d.out);
	T_TRUE(out != NULL && strncmp(out, want, strlen(want)) == 0);
	T_TRUE(out != NULL && strstr(out, what) != NULL);
	T_INT(1, d.said[0] + d.said[1] + d.said[2]);
	buf_release(&d.out);
}

static void
kernel(void)
{
	struct machine m = good;

	said(&m, doctor_machine_seccomp, "ok", "limited");
	said(&m, doctor_machine_landlock, "ok", "ABI 2");
	said(&m, doctor_machine_privileges, "ok", "");
	m.seccomp = m.no_new_privs = false;
	m.landlock = 0;
	said(&m, doctor_machine_seccomp, "fail", "CONFIG_SECCOMP_FILTER");
	said(&m, doctor_machine_landlock, "warn", "lsm=landlock");
	said(&m, doctor_machine_privileges, "fail", "3.5");
}

static void
clock_shown(void)
{
	struct machine m = good;

	said(&m, doctor_machine_clock, "ok", "2026-11-23T14:00:00");
	m.synced = false;
	said(&m, doctor_machine_clock, "warn", "chrony");
	m.synced = true;
	m.now_ms = 86400000;
	said(&m, doctor_machine_clock, "fail", "1970-01-02");
	m.now_ms = NOW + INT64_C(40) * 31557600000;
	said(&m, doctor_machine_clock, "fail", "2066");
}

static void
files(void)
{
	struct machine m = good;

	said(&m, doctor_machine_files, "ok", "20000");
	m.files = 1023;
	said(&m, doctor_machine_files, "fail", "LimitNOFILE");
}

static void
deaf(void *ctx UNUSED, unsigned line UNUSED, unsigned col UNUSED,
    const char *what UNUSED)
{
}

/* All connections that are allowed, against what may be open. */
static void
connections(void)
{
	struct doctor d = { .machine = &good, .check = "x" };
	struct config *c = NULL;

	T_INT(RC_OK, config_load(SPAN("sources:\n  - {name: a, kind: http, "
	    "listen: '127.0.0.1:1', connections: 19000}\n"), deaf, NULL, &c));
	d.config = c;
	doctor_machine_files(&d);
	T_INT(1, d.said[DOCTOR_WARN]);
	T_TRUE(memmem(d.out.p, d.out.n, "21000", 5) != NULL);
	config_free(c);
	buf_release(&d.out);
}

/* This machine is one of them. */
static void
looked(void)
{
	struct machine m;
	struct machine_place p;

	machine_look(&m);
	T_TRUE(m.files > 0 && m.now_ms > NOW - INT64_C(31557600000));
	T_INT(RC_OK, machine_place_look("/", &p, NULL));
	T_TRUE(p.exists && p.folder && p.size > 0 && p.room <= p.size);
	T_INT(RC_OK, machine_place_look("/no/such/place", &p, NULL));
	T_TRUE(!p.exists);
	T_TRUE(machine_readable("/") && !machine_readable("/no/such/place"));
	T_INT(RC_NOTFOUND, machine_port("192.0.2.1", 5140, false, NULL));
	T_INT(RC_MALFORMED, machine_port("one", 1, true, NULL));
	T_INT(RC_OK, machine_path("/no/such/place", NULL));
}

static void
nomem(void)
{
	for (unsigned long n = 1; n < 100; n++) {
		struct doctor d = { .machine = &good };

		mem_count = 0;
		mem_fail_at = n;
		doctor_run(&d);
		mem_fail_at = 0;
		T_TRUE(d.out.failed == (mem_count >= n));
		buf_release(&d.out);
		if (mem_count < n)
			return;
	}
	T_TRUE(false);	/* It does not end. */
}

static const struct t_case cases[] = {
	{ "kernel", kernel },
	{ "clock", clock_shown },
	{ "files", files },
	{ "connections", connections },
	{ "looked", looked },
	{ "nomem", nomem },
};

T_MAIN(cases)
