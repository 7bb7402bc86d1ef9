/* SPDX-License-Identifier: Apache-2.0 */
/* Up to where a journal is durable. */
#include "base/crc32c.h"
#include "base/cur.h"
#include "journal/mark.h"
#include "sys/disk.h"

#define SIZE	12
#define TURNS	3	/* A reader may meet the writer, not for long. */

rc
mark_store(int fd, uint64_t offset, struct err *e)
{
	char out[SIZE];
	uint32_t crc;

	for (size_t i = 0; i < 8; i++)
		out[i] = (char)(unsigned char)(offset >> 8 * i);
	crc = crc32c_of((struct span){ out, 8 });
	for (size_t i = 0; i < 4; i++)
		out[8 + i] = (char)(unsigned char)(crc >> 8 * i);
	return (disk_write(fd, 0, (struct span){ out, SIZE }, e));
}

void
mark_settle(int fd)
{
	rc r = disk_sync(fd, NULL);

	/* The next one may fare better. */
	(void)r;
}

rc
mark_load(int dir, uint64_t *offset, struct err *e)
{
	char in[SIZE + 1];
	size_t got = 0;
	int fd = -1;
	rc r;

	if ((r = disk_open(dir, "mark", &fd, e)) != RC_OK)
		return (r);
	for (int i = 0; i < TURNS; i++) {
		struct cur c;
		uint64_t n;

		if ((r = disk_read(fd, 0, in, sizeof(in), &got, e)) != RC_OK)
			break;
		c = cur_of((struct span){ in, SIZE });
		n = cur_le(&c, 8);
		if (got == SIZE && cur_le(&c, 4) ==
		    crc32c_of((struct span){ in, 8 })) {
			*offset = n;
			break;
		}
		r = rc_fail(e, RC_MALFORMED, 0, "mark: damaged");
	}
	disk_close(fd);
	return (r);
}
