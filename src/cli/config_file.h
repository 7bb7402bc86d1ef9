/* SPDX-License-Identifier: Apache-2.0 */
/* A file of the service's configuration, and what its values point at. */
#ifndef CLI_CONFIG_FILE_H
#define CLI_CONFIG_FILE_H

#include "base/buf.h"
#include "model/config.h"

#define CONFIG_FILE	"/etc/vedette/vedette.yaml"

/**
 * config_file_load(path, ret):
 * Read the configuration ${path}; what is wrong is told on standard error
 * with file, line and column.  Return RC_OK with ${ret}, to be freed by
 * config_free(); else that is not touched.
 */
rc config_file_load(const char *, struct config **) MUST_USE;

/** config_file_wrong_fn(ctx, line, what): A value points at something bad. */
typedef void config_file_wrong_fn(void *, unsigned, const char *);

/**
 * config_file_names(c, fn, ctx):
 * Tell ${fn} of codecs, mappings and topics that are not there or wrong; what
 * is wrong inside of one is told on standard error, too.
 */
void config_file_names(const struct config *, config_file_wrong_fn *, void *);

/**
 * config_file_secrets(c, absent, fn, ctx):
 * Tell ${fn} of files of secrets that others may read; with ${absent} also of
 * those that are not there or cannot be read, and of credentials.
 */
void config_file_secrets(const struct config *, bool, config_file_wrong_fn *,
    void *);

#endif
