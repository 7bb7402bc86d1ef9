/* SPDX-License-Identifier: Apache-2.0 */
/* simdjson, by its DOM. */
#include <cstdio>
#include <string_view>

#include <simdjson.h>

#include "peer_json.h"

using simdjson::dom::element;
using simdjson::dom::element_type;

struct out {
	peer_emit	*emit;
	void		*ctx;
};

static void
say(const out &o, std::string_view s)
{

	o.emit(o.ctx, s.data(), s.size());
}

static void
say_text(const out &o, std::string_view s)
{

	say(o, "s" + std::to_string(s.size()) + ":");
	say(o, s);
}

static void
say_double(const out &o, double d)
{
	char text[64];

	(void)std::snprintf(text, sizeof(text), "d%a;", d);
	say(o, text);
}

static void
say_value(const out &o, element v)
{

	switch (v.type()) {
	case element_type::OBJECT:
		say(o, "{");
		for (auto [key, w] : simdjson::dom::object(v)) {
			say_text(o, key);
			say_value(o, w);
		}
		say(o, "}");
		break;
	case element_type::ARRAY:
		say(o, "[");
		for (element w : simdjson::dom::array(v))
			say_value(o, w);
		say(o, "]");
		break;
	case element_type::STRING:
		say_text(o, std::string_view(v));
		break;
	case element_type::INT64:
		say(o, "i" + std::to_string(int64_t(v)) + ";");
		break;
	case element_type::UINT64:
		say_double(o, double(uint64_t(v)));
		break;
	case element_type::DOUBLE:
		say_double(o, double(v));
		break;
	case element_type::BOOL:
		say(o, bool(v) ? "t" : "f");
		break;
	case element_type::NULL_VALUE:
		say(o, "n");
		break;
	}
}

extern "C" int
peer_simdjson(const char *p, size_t n, peer_emit *emit, void *ctx)
{
	static simdjson::dom::parser parser;
	element top;

	if (parser.parse(p, n).get(top) != simdjson::SUCCESS)
		return (1);
	say_value(out{ emit, ctx }, top);
	return (0);
}
