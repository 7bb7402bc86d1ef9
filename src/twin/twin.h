/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The live register: one record per entity, found by tenant and id, bounded
 * in number, least recently seen goes first.
 *
 *	index: hash -> number      slab: [ entity | key | states ] [ ... ]
 *	age list:  newest <-> ... <-> oldest, in an array of its own: it stays
 *	           in the cache, and to move an entity touches no other
 */
#ifndef TWIN_TWIN_H
#define TWIN_TWIN_H

#include "base/pack.h"

#define TWIN_PARTITIONS	256
#define TWIN_KEY_MAX	300		/* Bytes of tenant and id. */

/**
 * What is registered.  Those after the source take part in some events only:
 * see engine/parties.h.
 */
enum twin_kind {
	TWIN_VEHICLE, TWIN_DEVICE, TWIN_STATION, TWIN_SOURCE,
	TWIN_ORDER,			/* A vehicle that gets commands. */
	TWIN_ACTOR, TWIN_TOKEN,
	TWIN_TOUCH,			/* A caller and what it touched. */
	TWIN_CALLER,
	TWIN_USER,			/* Whom a booking is for. */
	TWIN_APP, TWIN_CARD, TWIN_DOC,	/* What accounts share. */
	TWIN_KINDS
};

/** An entity; its states follow, at the offsets the engine laid out. */
struct twin_entity {
	int64_t		 newest;	/* Newest event time, ms. */
	uint64_t	 seen;		/* Stamp of the newest touch. */
	uint32_t	 number;	/* Place in its register. */
	uint16_t	 partition;	/* 0-255, by hash of its key. */
	uint16_t	 key_n;		/* Bytes of its key. */
};

struct twin;

/**
 * twin_new(kind, state, max, ret):
 * A register of at most ${max} entities with ${state} bytes of state each.
 * Memory grows with the entities.  Return RC_OK or RC_NOMEM.
 *
 * Owns:     the caller owns *${ret}; end it with twin_free().
 */
rc twin_new(enum twin_kind, size_t state, size_t max, struct twin **) MUST_USE;
void twin_free(struct twin *);

/**
 * twin_pack(t, own):
 * Keep the states of ${t}, which is new, without their zeros: most of what
 * they have room for is not there yet.  They are then reached by twin_open()
 * and twin_close(), and only their first ${own} bytes, a multiple of 8, by
 * twin_state(), where they lie as they are.  Return RC_OK or RC_NOMEM.
 */
rc twin_pack(struct twin *, size_t) MUST_USE;

/** twin_packed(t): Does it keep states packed? */
bool twin_packed(const struct twin *);

/**
 * twin_room(t): Bytes of room for a state of ${t}.
 * twin_open(t, e, room): The states of ${e} into ${room}, aligned to 8.
 * twin_close(t, e, room): Keep those in ${room}.  Return RC_OK or RC_NOMEM.
 * What twin_state() reaches is left out by both.
 * Those of different entities may be opened side by side.
 */
size_t twin_room(const struct twin *);
void twin_open(const struct twin *, const struct twin_entity *, void *);
rc twin_close(struct twin *, struct twin_entity *, const void *) MUST_USE;

/** twin_ahead(t, e): Ask the cache for packed states of ${e}. */
void twin_ahead(const struct twin *, const struct twin_entity *);

/** twin_hash(tenant, id): The hash that the calls below take. */
uint64_t twin_hash(struct span tenant, struct span id);

/** twin_prefetch(t, hash): Ask the cache for what twin_touch() will read. */
void twin_prefetch(const struct twin *, uint64_t);

/**
 * twin_foresee(t, hash):
 * Who probably has the key of that hash, or NULL; the cache is asked for its
 * record.  For twin_again(), which knows.
 */
struct twin_entity *twin_foresee(const struct twin *, uint64_t);

/**
 * twin_again(t, e, tenant, id, stamp):
 * Is ${e}, once an entity of ${t}, that of this key?  Then mark it as seen at
 * ${stamp}, as twin_touch() does; if not, that one finds it.
 */
bool twin_again(struct twin *, struct twin_entity *, struct span tenant,
    struct span id, uint64_t stamp);

/**
 * twin_touch(t, tenant, id, hash, stamp, keep, ret):
 * Find the entity or make it (newest EVENT_NO_TIME, states zero), mark it
 * as seen at ${stamp}, which never falls.  When the register is full the
 * least recently seen one is forgotten and its number goes to the new one,
 * unless its stamp is ${keep} or later: then RC_LIMIT.  Tenant and id have
 * at most TWIN_KEY_MAX bytes together and hold no line feed (the text
 * hygiene takes it out).  Return RC_OK, RC_NOMEM or RC_LIMIT; a record never
 * moves.
 */
rc twin_touch(struct twin *, struct span tenant, struct span id, uint64_t hash,
    uint64_t stamp, uint64_t keep, struct twin_entity **) MUST_USE;

/** twin_find(t, tenant, id, hash): The entity, or NULL; not touched. */
struct twin_entity *twin_find(const struct twin *, struct span, struct span,
    uint64_t);

/** twin_state(e): The first byte of its states, aligned to 8; not packed. */
void *twin_state(struct twin_entity *);

/** twin_at(t, number): The entity with that number, or NULL if none has. */
struct twin_entity *twin_at(const struct twin *, uint32_t);

/** twin_tenant(t, e), twin_id(t, e): Its key, valid while it lives. */
struct span twin_tenant(const struct twin *, const struct twin_entity *);
struct span twin_id(const struct twin *, const struct twin_entity *);

/** twin_count(t), twin_forgotten(t), twin_bytes(t): For the summary. */
size_t twin_count(const struct twin *);
uint64_t twin_forgotten(const struct twin *);
size_t twin_bytes(const struct twin *);

/**
 * twin_each(state):
 * The bytes that one entity with ${state} bytes of state takes at most, with
 * its share of index and age list, when its key is short (39 bytes with the
 * tenant).
 */
size_t twin_each(size_t);

/** Bytes of a state as they were saved, and where they go now. */
struct twin_piece {
	size_t	from, to, bytes;
};

/**
 * twin_save(t, b), twin_load(t, c, pieces, n, e):
 * Write all entities with their numbers, their age and the bytes of their
 * states, in which there are no pointers; read them into ${t}, which is new.
 * Of the saved states the ${n} pieces are taken over, the rest is as of a new
 * entity.  Return RC_OK; RC_LIMIT when there are more than ${t} may hold;
 * RC_MALFORMED; or RC_NOMEM: then ${t} is to be thrown away.
 */
void twin_save(const struct twin *, struct buf *);
rc twin_load(struct twin *, struct cur *, const struct twin_piece *, size_t,
    struct err *) MUST_USE;

/** twin_kind(t): What it registers. */
enum twin_kind twin_kind(const struct twin *);

#endif
