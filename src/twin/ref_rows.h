/* SPDX-License-Identifier: Apache-2.0 */
/* What the registers of reference state are made of; internal to them. */
#ifndef TWIN_REF_ROWS_H
#define TWIN_REF_ROWS_H

#include "twin/posting.h"
#include "twin/ref.h"

#define REF_NOBODY	UINT32_MAX	/* End of an age list. */

/* Followed by the values that it says, in order of columns, and their texts. */
struct version {
	struct version	*older;		/* By (from, pos).  Owned. */
	int64_t		 from, to;
	uint64_t	 pos;
	uint32_t	 bytes;
	uint16_t	 said;		/* Columns, as bits. */
	bool		 reset;
	uint8_t		 live;		/* enum ref_live */
	struct value	 value[];
};

struct ref_row {
	struct version	*newest;	/* Owned. */
	uint64_t	 forgot;	/* Versions up to this position are */
					/* gone for readers after it. */
	uint32_t	 number;
	uint32_t	 newer, older;	/* By last change; see struct age. */
	uint16_t	 versions;
	uint16_t	 tenant_n;
	uint8_t		 table;		/* enum table_id */
	bool		 listed;	/* In the age list. */
	bool		 pending;	/* Settling has something to do. */
	uint32_t	 path_n;
	char		 path[];	/* tenant LF table LF key */
};

struct age {
	uint32_t	 newest, oldest;
	size_t		 n;
};

/* When a tenant's table had its first row. */
struct arming {
	struct arming	*next;		/* Owned. */
	size_t		 n;
	uint64_t	 pos[TABLE_COUNT];	/* 0: not yet. */
	char		 tenant[];
};

struct ref {
	size_t		 max;
	struct map	 by_path;
	struct postings	 by_value[TABLE_COUNT];	/* Small tables stay in */
					/* the cache. */
	uint8_t		 grids;		/* With zones, as bits. */
	struct ref_row	**row;		/* Owned; NULL: a free number. */
	size_t		 rows, row_cap;
	uint32_t	*free;		/* Owned: free numbers. */
	size_t		 frees, free_cap;
	uint32_t	*pending;	/* Owned: rows to settle. */
	size_t		 pendings, pending_cap;
	struct age	 age[TABLE_COUNT];
	struct arming	*arming;	/* Owned.  Few tenants. */
	uint64_t	 forgotten;
	size_t		 bytes;
	ref_watch_fn	*watch;		/* NULL: nobody. */
	void		*watcher;
};

/** ref_version_value(v, i): What ${v} says of its column ${i}, or NULL. */
static inline const struct value *
ref_version_value(const struct version *v, unsigned i)
{

	if ((v->said >> i & 1) == 0)
		return (NULL);
	return (&v->value[__builtin_popcount(v->said & ((1u << i) - 1))]);
}

/** ref_arming(r, tenant): A new record that no table is armed, or NULL. */
struct arming *ref_arming(struct ref *, struct span);

#endif
