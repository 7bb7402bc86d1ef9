/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The modifiers: a row is the only place that knows a name.
 *
 * word, constant, class.  Classes: what may stand together is decided by
 * class in sigma_item.c.
 */
#ifndef SIGMA_MODIFIERS_H
#define SIGMA_MODIFIERS_H

#define MODIFIERS(X)						\
	X("contains",	MOD_CONTAINS,	MOD_CLASS_TEXT)		\
	X("startswith",	MOD_STARTS,	MOD_CLASS_TEXT)		\
	X("endswith",	MOD_ENDS,	MOD_CLASS_TEXT)		\
	X("all",	MOD_ALL,	MOD_CLASS_LIST)		\
	X("neq",	MOD_NEQ,	MOD_CLASS_LIST)		\
	X("cased",	MOD_CASED,	MOD_CLASS_CASE)		\
	X("exists",	MOD_EXISTS,	MOD_CLASS_KIND)		\
	X("re",		MOD_RE,		MOD_CLASS_KIND)		\
	X("i",		MOD_RE_I,	MOD_CLASS_FLAG)		\
	X("ignorecase",	MOD_RE_I,	MOD_CLASS_FLAG)		\
	X("m",		MOD_RE_M,	MOD_CLASS_FLAG)		\
	X("multiline",	MOD_RE_M,	MOD_CLASS_FLAG)		\
	X("s",		MOD_RE_S,	MOD_CLASS_FLAG)		\
	X("dotall",	MOD_RE_S,	MOD_CLASS_FLAG)		\
	X("cidr",	MOD_CIDR,	MOD_CLASS_KIND)		\
	X("fieldref",	MOD_FIELDREF,	MOD_CLASS_KIND)		\
	X("lt",		MOD_LT,		MOD_CLASS_ORDER)	\
	X("lte",	MOD_LTE,	MOD_CLASS_ORDER)	\
	X("gt",		MOD_GT,		MOD_CLASS_ORDER)	\
	X("gte",	MOD_GTE,	MOD_CLASS_ORDER)	\
	X("minute",	MOD_MINUTE,	MOD_CLASS_PART)		\
	X("hour",	MOD_HOUR,	MOD_CLASS_PART)		\
	X("day",	MOD_DAY,	MOD_CLASS_PART)		\
	X("week",	MOD_WEEK,	MOD_CLASS_PART)		\
	X("month",	MOD_MONTH,	MOD_CLASS_PART)		\
	X("year",	MOD_YEAR,	MOD_CLASS_PART)		\
	X("windash",	MOD_WINDASH,	MOD_CLASS_DASH)		\
	X("base64",	MOD_BASE64,	MOD_CLASS_CODE)		\
	X("base64offset", MOD_OFFSET,	MOD_CLASS_CODE)		\
	X("wide",	MOD_WIDE,	MOD_CLASS_CODE)		\
	X("utf16le",	MOD_WIDE,	MOD_CLASS_CODE)		\
	X("utf16be",	MOD_UTF16BE,	MOD_CLASS_CODE)		\
	X("utf16",	MOD_UTF16,	MOD_CLASS_CODE)		\
	X("expand",	MOD_EXPAND,	MOD_CLASS_HOLDER)

enum mod {
	MOD_CONTAINS, MOD_STARTS, MOD_ENDS, MOD_ALL, MOD_NEQ, MOD_CASED,
	MOD_EXISTS, MOD_RE, MOD_RE_I, MOD_RE_M, MOD_RE_S, MOD_CIDR,
	MOD_FIELDREF, MOD_LT, MOD_LTE, MOD_GT, MOD_GTE, MOD_MINUTE, MOD_HOUR,
	MOD_DAY, MOD_WEEK, MOD_MONTH, MOD_YEAR, MOD_WINDASH, MOD_BASE64,
	MOD_OFFSET, MOD_WIDE, MOD_UTF16BE, MOD_UTF16, MOD_EXPAND
};

enum mod_class {
	MOD_CLASS_TEXT,		/* At most one; wildcards at the ends. */
	MOD_CLASS_LIST,		/* Anywhere. */
	MOD_CLASS_CASE,
	MOD_CLASS_KIND,		/* At most one: what the value is. */
	MOD_CLASS_FLAG,		/* Behind "re". */
	MOD_CLASS_ORDER,	/* At most one; alone or behind a part. */
	MOD_CLASS_PART,		/* At most one: of a point in time. */
	MOD_CLASS_DASH,
	MOD_CLASS_CODE,		/* Any number, in order. */
	MOD_CLASS_HOLDER	/* Placeholders are filled first. */
};

#endif
