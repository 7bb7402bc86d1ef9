// SPDX-License-Identifier: Apache-2.0
// The bare scan: every value of a JSON line by simdjson on demand; texts are
// decoded, keys are not copied.
#include <simdjson.h>

extern "C" double walk_line(const char *, size_t, size_t);
extern "C" size_t walk_padding(void);

using namespace simdjson;

/* One for each thread that walks. */
static thread_local ondemand::parser parser;

static double walk(ondemand::value v);

static double
walk_object(ondemand::object o)
{
	double sum = 0;

	for (auto f : o)
		sum += walk(f.value());
	return (sum);
}

static double
walk_array(ondemand::array a)
{
	double sum = 0;

	for (auto v : a)
		sum += walk(v.value());
	return (sum);
}

static double
walk(ondemand::value v)
{
	switch (v.type().value()) {
	case ondemand::json_type::object:
		return (walk_object(v.get_object().value()));
	case ondemand::json_type::array:
		return (walk_array(v.get_array().value()));
	case ondemand::json_type::number:
		return (v.get_double().value());
	case ondemand::json_type::string:
		return (static_cast<double>(v.get_string().value().size()));
	case ondemand::json_type::boolean:
		return (v.get_bool().value() ? 1 : 0);
	case ondemand::json_type::null:
		return (v.is_null() ? 1 : 0);
	}
	return (0);
}

/*
 * walk_line(p, n, cap): Sum of all values (of texts, their lengths) of the
 * object of ${n} bytes at ${p}, behind which walk_padding() can be read.
 */
extern "C" double
walk_line(const char *p, size_t n, size_t cap)
{
	ondemand::document doc;

	if (parser.iterate(p, n, cap).get(doc) != SUCCESS)
		return (-1);
	return (walk_object(doc.get_object().value()));
}

extern "C" size_t
walk_padding(void)
{

	return (SIMDJSON_PADDING);
}
