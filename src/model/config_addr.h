/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses as they stand in the configuration. */
#ifndef MODEL_CONFIG_ADDR_H
#define MODEL_CONFIG_ADDR_H

#include "base/arena.h"
#include "model/config.h"

/**
 * config_addr_read(s, listen, a, ret):
 * Read "ADDRESS:PORT", "[ADDRESS]:PORT" or "unix:/PATH"; to ${listen} also
 * "*:PORT", and no names; else "HOST:PORT", too.  Texts are copied to ${a}.
 * Return RC_OK; RC_MALFORMED with ${ret} not touched; or RC_NOMEM.
 */
rc config_addr_read(struct span, bool, struct arena *, struct config_addr *)
    MUST_USE;

/** config_addr_word(s): Letters, digits, '.', '_', '-', at least one of them
 * no point? */
bool config_addr_word(struct span);

/**
 * config_addr_url(s, host):
 * Is ${s} an http or https URL with a host, without user, fragment and
 * spaces?  The host is stored in ${host} unless that is NULL.
 */
bool config_addr_url(struct span, struct span *);

/** config_addr_here(host): Does ${host}, a name or address, stand for this
 * machine, reached without a network? */
bool config_addr_here(struct span);

/** config_addr_local(addr): The same for an address; not if unset. */
bool config_addr_local(const struct config_addr *);

/** config_addr_clash(a, b): Can only one of the two be listened on? */
bool config_addr_clash(const struct config_addr *, const struct config_addr *);

#endif
