/* SPDX-License-Identifier: Apache-2.0 */
/* simdjson for bench_json: the same fields, by its DOM. */
#include <cstring>
#include <simdjson.h>

extern "C" double bench_simdjson(const char *, size_t, size_t, int);

static simdjson::dom::parser dom;
static simdjson::ondemand::parser demand;

/* Length of a text or value of a number, so that nothing is left out. */
static double
weigh(const simdjson::dom::element &v)
{
	double d;
	std::string_view s;

	if (v.get(d) == simdjson::SUCCESS)
		return (d);
	if (v.get(s) == simdjson::SUCCESS)
		return (static_cast<double>(s.size()));
	return (0);
}

static double
by_dom(const char *p, size_t n, size_t cap)
{
	double sum = 0;

	(void)cap;
	for (auto [key, v] : dom.parse(p, n, false).get_object()) {
		simdjson::dom::object o;

		if (v.get(o) != simdjson::SUCCESS) {
			sum += weigh(v);
			continue;
		}
		for (auto [inner, w] : o)
			sum += weigh(w);
	}
	return (sum);
}

static double
weigh(simdjson::ondemand::value v)
{
	switch (v.type()) {
	case simdjson::ondemand::json_type::number:
		return (v.get_double());
	case simdjson::ondemand::json_type::string:
		return (static_cast<double>(v.get_string().value().size()));
	default:
		return (0);
	}
}

static double
by_demand(const char *p, size_t n, size_t cap)
{
	simdjson::ondemand::document doc = demand.iterate(p, n, cap);
	double sum = 0;

	for (auto f : doc.get_object()) {
		simdjson::ondemand::value v = f.value();

		if (v.type() != simdjson::ondemand::json_type::object) {
			sum += weigh(v);
			continue;
		}
		for (auto g : v.get_object())
			sum += weigh(g.value());
	}
	return (sum);
}

extern "C" double
bench_simdjson(const char *p, size_t n, size_t cap, int lazy)
{

	return (lazy ? by_demand(p, n, cap) : by_dom(p, n, cap));
}
