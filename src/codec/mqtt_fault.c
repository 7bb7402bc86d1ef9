/* SPDX-License-Identifier: Apache-2.0 */
/* What can be wrong with an MQTT packet. */
#include "base/rc.h"
#include "codec/mqtt_fault.h"

#define V5	5

#define X(symbol, name, v311, v5, what)	{ name, v311, v5, what },
static const struct mqtt_fault_row rows[] = {
	{ "", "", "", "" },
	MQTT_FAULTS(X)
};
#undef X

const struct mqtt_fault_row *
mqtt_fault_row(enum mqtt_fault f)
{

	BUG_IF(f >= MQTT_FAULT_COUNT);
	return (&rows[f]);
}

const char *
mqtt_fault_place(enum mqtt_fault f, unsigned version)
{
	const struct mqtt_fault_row *row = mqtt_fault_row(f);

	return (version == V5 || strcmp(row->v311, "-") == 0 ?
	    row->v5 : row->v311);
}
