/* SPDX-License-Identifier: Apache-2.0 */
/* Reference tables as CSV: lines, and what is told of bad rows. */
#include "base/buf.h"
#include "base/mem.h"
#include "codec/csv.h"
#include "source/refcsv.h"
#include "t.h"

#define HEAD	"{\"type\":\"ref.row\",\"time\":"			\
		"\"1970-01-01T00:00:00.000Z\",\"op\":\"set\""

static struct {
	struct buf	lines, said;
	rc		stop;		/* What row() returns. */
} g;

static rc
row(void *ctx UNUSED, uint64_t number, struct span line)
{

	buf_fmt(&g.lines, "%llu ", (unsigned long long)number);
	if (span_starts(line, SPAN(HEAD)))
		line = span_from(line, sizeof(HEAD) - 1);
	buf_put(&g.lines, line);
	buf_char(&g.lines, '\n');
	return (g.stop);
}

static void
bad(void *ctx UNUSED, uint64_t number, const char *what)
{

	buf_fmt(&g.said, "%llu %s\n", (unsigned long long)number, what);
}

static rc
readn(enum table_id t, struct span text, struct err *e)
{
	const struct refcsv_ears ears = { .row = row, .bad = bad };

	buf_clear(&g.lines);
	buf_clear(&g.said);
	return (refcsv_read(t, text, &ears, e));
}

static void
want(enum table_id t, const char *text, const char *lines, const char *said)
{
	struct err e = { 0 };

	T_INT(RC_OK, readn(t, span_of(text), &e));
	T_SPAN(lines, buf_span(&g.lines));
	T_SPAN(said, buf_span(&g.said));
}

static void
refused(enum table_id t, const char *text, const char *what)
{
	struct err e = { 0 };

	T_TRUE(readn(t, span_of(text), &e) != RC_OK);
	T_STR(what, e.what);
	T_INT(1, e.at);
	T_SPAN("", buf_span(&g.lines));
}

static void
done(void)
{

	buf_release(&g.lines);
	buf_release(&g.said);
}

/* Every type of column, in the order of the header. */
static void
types(void)
{

	want(TABLE_vehicle, "year,key,plate\n2021,v1,B \"\"X\n",
	    "", "2 a quote in a cell without quotes\n");
	want(TABLE_vehicle, "year,key,plate\n2021,v1,\"B \"\"X\"\n",
	    "2 ,\"table\":\"vehicle\",\"key\":\"v1\",\"row\":{"
	    "\"year\":2021,\"plate\":\"B \\\"X\"}}\n", "");
	want(TABLE_vehicle, "key,plate\nv1,\n",
	    "2 ,\"table\":\"vehicle\",\"key\":\"v1\"}\n", "");
	want(TABLE_endpoint, "key,auth,tags,max_records\n"
	    "GET h /v1,true, command ; vehicle;,50\n",
	    "2 ,\"table\":\"endpoint\",\"key\":\"GET h /v1\",\"row\":{"
	    "\"auth\":true,\"tags\":[\"command\",\"vehicle\"],"
	    "\"max_records\":50}}\n", "");
	want(TABLE_booking, "key,planned_end,valid_from,valid_to,tenant\n"
	    "b1,2026-03-02T10:00:00+02:00,2026-03-02T08:00:00Z,"
	    "2026-03-02T08:00:00.001Z,north\n",
	    "2 ,\"tenant\":\"north\",\"table\":\"booking\",\"key\":\"b1\","
	    "\"valid_from\":\"2026-03-02T08:00:00Z\","
	    "\"valid_to\":\"2026-03-02T08:00:00.001Z\",\"row\":{"
	    "\"planned_end\":\"2026-03-02T10:00:00+02:00\"}}\n", "");
	want(TABLE_station, "key,lat\ns1,-52.5\n",
	    "2 ,\"table\":\"station\",\"key\":\"s1\",\"row\":{"
	    "\"lat\":-52.5}}\n", "");
	done();
}

/* A cell that does not fit loses its row and no other. */
static void
cells(void)
{

	want(TABLE_vehicle, "key,year,powertrain\nv1,20x3,BEV\nv2,1.5,BEV\n"
	    "v3,2020,Diesel\nv4,2020,ICE\n",
	    "5 ,\"table\":\"vehicle\",\"key\":\"v4\",\"row\":{"
	    "\"year\":2020,\"powertrain\":\"ICE\"}}\n",
	    "2 year: expected a whole number, got \"20x3\"\n"
	    "3 year: expected a whole number, got \"1.5\"\n"
	    "4 powertrain: expected one of ICE, HEV, PHEV, BEV, got "
	    "\"Diesel\"\n");
	want(TABLE_endpoint, "key,auth\na,yes\n,true\n", "",
	    "2 auth: expected true or false, got \"yes\"\n"
	    "3 key: expected 1 to 128 bytes, got an empty cell\n");
	want(TABLE_zone, "key,lat\nz,north\n", "",
	    "2 lat: expected a number, got \"north\"\n");
	want(TABLE_owner, "key,valid_from,valid_to\nv1,today,\n"
	    "v2,2026-03-02T08:00:00Z,2026-03-02T08:00:00Z\n", "",
	    "2 valid_from: expected an RFC 3339 time, got \"today\"\n"
	    "3 valid_to: expected a time after valid_from, got "
	    "\"2026-03-02T08:00:00Z\"\n");
	want(TABLE_owner, "key,account_id\nv1,\xff\nv2\nv3,a,b\n", "",
	    "2 account_id: expected up to 4096 bytes of UTF-8, got bytes "
	    "that are not UTF-8\n"
	    "3 expected 2 cells as in the header, got 1\n"
	    "4 expected 2 cells as in the header, got 3\n");
	done();
}

/* Line ends, marks and quotes as people's programs write them. */
static void
forms(void)
{
	static const char two[] =
	    "2 ,\"table\":\"owner\",\"key\":\"v1\",\"row\":{"
	    "\"account_id\":\"a\"}}\n"
	    "3 ,\"table\":\"owner\",\"key\":\"v2\",\"row\":{"
	    "\"account_id\":\"b\"}}\n";

	want(TABLE_owner, "key,account_id\nv1,a\nv2,b", two, "");
	want(TABLE_owner, "\xef\xbb\xbfkey,account_id\r\nv1,a\r\n"
	    "\"v2\",\"b\"\r\n", two, "");
	want(TABLE_owner, "key,account_id\n\nv1,\"a\n\nb\"\nv2,c\n",
	    "3 ,\"table\":\"owner\",\"key\":\"v1\",\"row\":{"
	    "\"account_id\":\"a\\u000a\\u000ab\"}}\n"
	    "6 ,\"table\":\"owner\",\"key\":\"v2\",\"row\":{"
	    "\"account_id\":\"c\"}}\n", "");
	/* A quote too many: the rows behind it are not lost. */
	want(TABLE_owner, "key,account_id\nv0,\"a\nv1,a\nv2,b\"x\nv2,b\n",
	    "3 ,\"table\":\"owner\",\"key\":\"v1\",\"row\":{"
	    "\"account_id\":\"a\"}}\n"
	    "5 ,\"table\":\"owner\",\"key\":\"v2\",\"row\":{"
	    "\"account_id\":\"b\"}}\n",
	    "2 text behind a closing quote\n"
	    "4 expected a closing quote\n");
	want(TABLE_owner, "key,account_id\nv0,\"a\nv2,b\n",
	    "3 ,\"table\":\"owner\",\"key\":\"v2\",\"row\":{"
	    "\"account_id\":\"b\"}}\n", "2 expected a closing quote\n");
	done();
}

static void
headers(void)
{

	refused(TABLE_owner, "", "expected a header row that names the "
	    "columns, got an empty file");
	refused(TABLE_owner, "key,acount_id\n", "unknown column 'acount_id' "
	    "of table owner; did you mean 'account_id'?");
	refused(TABLE_owner, "key,brand\nv1,x\n",
	    "unknown column 'brand' of table owner");
	refused(TABLE_owner, "Key,account_id\n", "unknown column 'Key' of "
	    "table owner; did you mean 'key'?");
	refused(TABLE_owner, "key,key\n", "column 'key' stands twice");
	refused(TABLE_owner, "account_id\n",
	    "expected a column 'key' (vehicle.id)");
	refused(TABLE_owner, "key,\"account_id\n",
	    "the header row: malformed input");
	done();
}

/* A row that is too long is told; the next one is read. */
static void
limits(void)
{
	struct buf text = { 0 };
	struct err e = { 0 };

	buf_text(&text, "key,account_id\nv1,\"");
	for (unsigned i = 0; i < CSV_RECORD_MAX; i++)
		buf_char(&text, i % 64 == 63 ? '\n' : 'x');
	buf_text(&text, "\"\nv2,b\n");
	T_INT(RC_OK, readn(TABLE_owner, buf_span(&text), &e));
	T_TRUE(memmem(g.said.p, g.said.n, "2 expected a row of at most 65536 "
	    "bytes\n", 40) != NULL);
	T_TRUE(memmem(g.lines.p, g.lines.n, "\"v2\"", 4) != NULL);
	/* One that its JSON would make too long, too. */
	buf_clear(&text);
	buf_text(&text, "key,hosts,tables\nv1,");
	for (unsigned i = 0; i < 4096; i++)
		buf_text(&text, "a");
	buf_text(&text, ",");
	for (unsigned i = 0; i < 4097; i++)
		buf_text(&text, "\x01");
	buf_text(&text, "\n");
	T_INT(RC_OK, readn(TABLE_dbgrant, buf_span(&text), &e));
	T_SPAN("", buf_span(&g.lines));
	buf_release(&text);
	done();
}

/* Memory that is short ends the reading, at whatever step. */
static void
memory(void)
{
	struct err e = { 0 };
	rc r = RC_NOMEM;

	for (unsigned long n = 1; r == RC_NOMEM && n < 100; n++) {
		done();
		mem_count = 0;
		mem_fail_at = n;
		r = readn(TABLE_owner, SPAN("key,account_id\nv1,a\n,b\n"), &e);
		mem_fail_at = 0;
		if (g.lines.failed || g.said.failed)
			r = RC_NOMEM;	/* Ours. */
	}
	T_INT(RC_OK, r);
	g.stop = RC_NOMEM;
	T_INT(RC_NOMEM, readn(TABLE_owner, SPAN("key\nv1\nv2\n"), &e));
	T_SPAN("2 ,\"table\":\"owner\",\"key\":\"v1\"}\n", buf_span(&g.lines));
	g.stop = RC_OK;
	done();
}

static const struct t_case cases[] = {
	{ "types", types },
	{ "cells", cells },
	{ "forms", forms },
	{ "headers", headers },
	{ "limits", limits },
	{ "memory", memory },
};

T_MAIN(cases)
