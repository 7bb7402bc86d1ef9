/* SPDX-License-Identifier: Apache-2.0 */
/* Connections of MQTT clients. */
#ifndef SOURCE_TALK_MQTT_H
#define SOURCE_TALK_MQTT_H

#include "source/talk.h"

/** talk_mqtt: The row of the table of kinds. */
extern const struct talk_kind talk_mqtt;

#endif
