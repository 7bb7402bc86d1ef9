/* SPDX-License-Identifier: Apache-2.0 */
/* Which field a signal is, and what its bits say there. */
#include <math.h>

#include "base/attr.h"
#include "codec/convert.h"
#include "source/canmap.h"

#define EXACT		9007199254740992.0	/* 2^53 */

/* How databases spell a unit, and what makes the field's of it. */
static const struct {
	const char	*spelled;		/* In small letters. */
	const char	*unit;			/* Of the dictionary. */
	const char	*convert;		/* NULL: as it is. */
} units[] = {
	{ "km/h", "km/h", NULL }, { "kmh", "km/h", NULL },
	{ "kph", "km/h", NULL }, { "kmph", "km/h", NULL },
	{ "mph", "km/h", "mph_to_kmh" }, { "mi/h", "km/h", "mph_to_kmh" },
	{ "m/s", "km/h", "mps_to_kmh" }, { "mps", "km/h", "mps_to_kmh" },
	{ "kn", "km/h", "knots_to_kmh" }, { "m", "m", NULL },
	{ "km", "m", "km_to_m" }, { "mi", "m", "miles_to_m" },
	{ "miles", "m", "miles_to_m" }, { "ft", "m", "feet_to_m" },
	{ "deg", "degrees", NULL }, { "degree", "degrees", NULL },
	{ "degrees", "degrees", NULL }, { "\xb0", "degrees", NULL },
	{ "\xc2\xb0", "degrees", NULL }, { "m/s^2", "m/s^2", NULL },
	{ "m/s2", "m/s^2", NULL }, { "m/s\xc2\xb2", "m/s^2", NULL },
	{ "m/s\xb2", "m/s^2", NULL }, { "m/s/s", "m/s^2", NULL },
	{ "deg/s", "degrees/s", NULL }, { "degrees/s", "degrees/s", NULL },
	{ "\xb0/s", "degrees/s", NULL },
	{ "\xc2\xb0/s", "degrees/s", NULL }, { "rpm", "rpm", NULL },
	{ "1/min", "rpm", NULL }, { "u/min", "rpm", NULL },
	{ "r/min", "rpm", NULL }, { "%", "percent", NULL },
	{ "percent", "percent", NULL }, { "v", "V", NULL },
	{ "volt", "V", NULL }, { "volts", "V", NULL },
	{ "mv", "V", "mv_to_v" }, { "w", "W", NULL },
	{ "kw", "W", "kw_to_w" }, { "c", "Celsius", NULL },
	{ "degc", "Celsius", NULL }, { "deg c", "Celsius", NULL },
	{ "celsius", "Celsius", NULL }, { "\xb0" "c", "Celsius", NULL },
	{ "\xc2\xb0" "c", "Celsius", NULL },
	{ "k", "Celsius", "kelvin_to_celsius" },
	{ "f", "Celsius", "fahrenheit_to_celsius" },
	{ "degf", "Celsius", "fahrenheit_to_celsius" },
};

/* Names beside the fields' own: those of SAE J1939-71, and what everybody
 * calls it. */
static const struct {
	const char	*name;			/* Small, without '_'. */
	enum field_id	 field;
} names[] = {
	{ "enginespeed", FIELD_VSS_POWERTRAIN_COMBUSTION_ENGINE_SPEED },
	{ "enginerpm", FIELD_VSS_POWERTRAIN_COMBUSTION_ENGINE_SPEED },
	{ "wheelbasedvehiclespeed", FIELD_VSS_SPEED },
	{ "odometer", FIELD_VSS_TRAVELED_DISTANCE },
	{ "totalvehicledistance", FIELD_VSS_TRAVELED_DISTANCE },
	{ "highresolutiontotalvehicledistance",
	    FIELD_VSS_TRAVELED_DISTANCE },
	{ "fuellevel", FIELD_VSS_POWERTRAIN_FUEL_SYSTEM_RELATIVE_LEVEL },
	{ "fuellevel1", FIELD_VSS_POWERTRAIN_FUEL_SYSTEM_RELATIVE_LEVEL },
	{ "batteryvoltage", FIELD_VSS_LOW_VOLTAGE_BATTERY_CURRENT_VOLTAGE },
	{ "acceleratorpedalposition",
	    FIELD_VSS_CHASSIS_ACCELERATOR_PEDAL_POSITION },
	{ "accelpedalpos1", FIELD_VSS_CHASSIS_ACCELERATOR_PEDAL_POSITION },
	{ "brakepedalposition", FIELD_VSS_CHASSIS_BRAKE_PEDAL_POSITION },
	{ "brakepedalpos", FIELD_VSS_CHASSIS_BRAKE_PEDAL_POSITION },
	{ "yawrate", FIELD_VSS_ANGULAR_VELOCITY_YAW },
};

static char
small(char c)
{

	return (c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
}

static bool
same_letters(struct span s, const char *word)
{
	size_t n = strlen(word);

	if (s.n != n)
		return (false);
	for (size_t i = 0; i < n; i++) {
		if (small(s.p[i]) != word[i])
			return (false);
	}
	return (true);
}

/* The same but for case and what joins words? */
static bool
same_name(const char *a, const char *b)
{

	for (;;) {
		while (*a == '_' || *a == '.')
			a++;
		while (*b == '_' || *b == '.')
			b++;
		if (small(*a) != small(*b))
			return (false);
		if (*a == '\0')
			return (true);
		a++;
		b++;
	}
}

/* Without a unit it is the field's. */
static bool
unit_fits(struct span unit, const char *want, double *scale, double *shift)
{
	struct suggest near = SUGGEST_START;	/* It is there. */
	const struct convert *c;

	*scale = 1;
	*shift = 0;
	if (unit.n == 0 || want[0] == '\0')
		return (true);
	for (size_t i = 0; i < COUNT_OF(units); i++) {
		if (!same_letters(unit, units[i].spelled) ||
		    strcmp(units[i].unit, want) != 0)
			continue;
		c = units[i].convert == NULL ? NULL :
		    convert_find(span_of(units[i].convert), &near);
		if (c != NULL) {
			*scale = c->factor;
			*shift = c->offset;
		}
		return (true);
	}
	return (false);
}

const char *
canmap_bind(struct cantable_signal *s, enum field_id field, struct span unit)
{
	const struct field *row = field_row(field);
	double scale, shift;

	if (row->place != FIELD_SIGNAL &&
	    strncmp(row->name, "gnss.", 5) != 0)
		return ("expected a signal of the event contract");
	if (row->array)
		return ("expected a field that is no list");
	if (!unit_fits(unit, row->unit, &scale, &shift))
		return ("expected a unit that the field's can be made of");
	s->field = field;
	s->scale = scale;
	s->shift = shift;
	return (NULL);
}

void
canmap_obvious(struct cantable_signal *s)
{
	enum field_id field = FIELD_NONE;
	const struct field *row;

	for (unsigned f = FIELD_NONE + 1; f < FIELD_TOTAL; f++) {
		row = field_row((enum field_id)f);
		if (row->place == FIELD_SIGNAL &&
		    same_name(s->name, row->name))
			field = (enum field_id)f;
	}
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (same_name(s->name, names[i].name))
			field = names[i].field;
	}
	if (field == FIELD_NONE)
		return;
	/* A number without its unit leaves a doubt. */
	if (field_row(field)->unit[0] != '\0' && s->unit.n == 0)
		return;
	(void)canmap_bind(s, field, s->unit);	/* If it fits. */
}

bool
canmap_steps(const struct cantable_signal *s)
{
	enum field_type type;

	if (s->sig.length == 1 || s->word != NULL || s->is != NULL)
		return (true);
	if (s->field == FIELD_NONE)
		return (false);
	type = field_row(s->field)->type;
	return (type != FIELD_TYPE_NUM && type != FIELD_TYPE_INT);
}

static const struct value *
word_of(const struct cantable_word *w, const struct cansig *sig,
    uint64_t raw)
{
	int64_t i;

	if (!cansig_whole(sig, raw, &i))
		return (NULL);
	for (; w != NULL; w = w->next) {
		if (w->number == i)
			return (&w->v);
	}
	return (NULL);
}

/* The enum's word that the database has for the number. */
static bool
enum_value(const struct cantable_signal *s, const struct value *word,
    struct value *ret)
{
	const struct field *row = field_row(s->field);
	unsigned code = word == NULL ? 0 : field_word(s->field,
	    TYPE_TELEMETRY_SAMPLE, value_text(word));

	if (code == 0)
		return (false);
	*ret = message_of_text(span_of(row->words[code - 1]));
	return (true);
}

static bool
number_value(const struct field *row, double d, struct value *ret)
{

	if (!isfinite(d) || d < row->least || d > row->most)
		return (false);
	*ret = message_of_num(d);
	if (row->type != FIELD_TYPE_INT)
		return (true);
	*ret = message_of_int(d < EXACT && d > -EXACT ? (int64_t)d : 0);
	return (d == nearbyint(d) && fabs(d) < EXACT);
}

/* In another unit, to a millionth, as convert.h has it. */
static double
in_unit(const struct cantable_signal *s, double d)
{

	if (s->scale == 1 && s->shift == 0)
		return (d);
	d = d * s->scale + s->shift;
	return (fabs(d) < 1e9 ? round(d * 1e6) / 1e6 : d);
}

bool
canmap_value(const struct cantable_signal *s, uint64_t raw,
    struct value *ret)
{
	const struct field *row = field_row(s->field);
	const struct value *word = word_of(s->is != NULL ? s->is : s->word,
	    &s->sig, raw);
	double d = cansig_number(&s->sig, raw);

	if (s->is != NULL) {
		if (word != NULL)
			*ret = *word;
		return (word != NULL);
	}
	if (s->least < s->most && (d < s->least || d > s->most))
		return (false);
	switch (row->type) {
	case FIELD_TYPE_BOOL:
		*ret = message_of_bool(d != 0);
		return (d == 0 || d == 1);
	case FIELD_TYPE_ENUM:
		return (enum_value(s, word, ret));
	case FIELD_TYPE_INT:
	case FIELD_TYPE_NUM:
		return (number_value(row, in_unit(s, d), ret));
	case FIELD_TYPE_ID:
	case FIELD_TYPE_TEXT:
	case FIELD_TYPE_TS:
	case FIELD_TYPE_HEX:
	case FIELD_TYPE_OBJ:
	case FIELD_TYPE_MAP:
	case FIELD_TYPE_JSON:
		break;
	}
	if (word != NULL)
		*ret = *word;
	return (word != NULL);
}

struct value
canmap_left(const struct cantable_signal *s, uint64_t raw)
{
	const struct value *word = word_of(s->word, &s->sig, raw);
	double d = cansig_number(&s->sig, raw);

	if (word != NULL)
		return (*word);
	if (d == nearbyint(d) && fabs(d) < EXACT)
		return (message_of_int((int64_t)d));
	return (isfinite(d) ? message_of_num(d) :
	    (struct value){ .type = VALUE_ABSENT });
}
