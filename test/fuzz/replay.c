/* SPDX-License-Identifier: Apache-2.0 */
/* Replay a fuzz corpus: every file of the folders named, as one input. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static int
replay(const char *path)
{
	struct stat st;
	uint8_t *p = NULL;
	FILE *f;
	size_t n;
	int bad = 1;

	if ((f = fopen(path, "rb")) == NULL || fstat(fileno(f), &st) != 0) {
		perror(path);
		goto out;
	}
	/* Exactly its size, so that a sanitizer sees one byte too far. */
	n = (size_t)st.st_size;
	if ((p = malloc(n > 0 ? n : 1)) == NULL ||
	    fread(p, 1, n, f) != n) {
		perror(path);
		goto out;
	}
	(void)LLVMFuzzerTestOneInput(p, n);	/* Always 0. */
	bad = 0;
out:
	free(p);
	if (f != NULL)
		fclose(f);
	return (bad);
}

int
main(int argc, char **argv)
{
	int files = 0, bad = 0;

	for (int i = 1; i < argc; i++) {
		struct dirent *d;
		DIR *dir = opendir(argv[i]);

		if (dir == NULL) {
			perror(argv[i]);
			return (1);
		}
		while ((d = readdir(dir)) != NULL) {
			char path[4096];

			if (d->d_name[0] == '.')
				continue;
			(void)snprintf(path, sizeof(path), "%s/%s", argv[i],
			    d->d_name);
			bad += replay(path);
			files++;
		}
		closedir(dir);
	}
	printf("%d inputs replayed\n", files);
	/* An empty corpus is a test that cannot fail. */
	return (bad > 0 || files == 0);
}
