/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can be wrong with an MQTT packet: one row each, the only list, with
 * the place that forbids it in MQTT 3.1.1 and in MQTT 5.0 (OASIS standards
 * of 29 October 2014 and 7 March 2019): a normative statement [MQTT-x.y.z-n]
 * or a section; "-": that version allows it.
 */
#ifndef CODEC_MQTT_FAULT_H
#define CODEC_MQTT_FAULT_H

#include "base/span.h"

/* symbol, name, place in 3.1.1, place in 5.0, what is wrong */
#define MQTT_FAULTS(X)							\
	X(TYPE, "type", "2.2.1", "2.1.2",				\
	    "reserved packet type")					\
	X(SENDER, "sender", "2.2.1", "2.1.2",				\
	    "packet that only the other side may send")			\
	X(FLAGS, "flags", "MQTT-2.2.2-2", "MQTT-2.1.3-1",		\
	    "reserved flags of the fixed header")			\
	X(LENGTH, "length", "2.2.3", "1.5.5",				\
	    "variable byte integer of more than four bytes")		\
	X(MINIMAL, "minimal", "-", "MQTT-1.5.5-1",			\
	    "variable byte integer longer than needed")			\
	X(SHORT, "short", "2.2.3", "2.1.4",				\
	    "packet ends before its last field")			\
	X(TRAILING, "trailing", "2.2.3", "2.1.4",			\
	    "bytes behind the last field")				\
	X(UNCONNECTED, "unconnected", "MQTT-3.1.0-1", "MQTT-3.1.0-1",	\
	    "first packet of the client is not CONNECT")		\
	X(TWICE, "twice", "MQTT-3.1.0-2", "MQTT-3.1.0-2",		\
	    "second CONNECT")						\
	X(UTF8, "utf8", "MQTT-1.5.3-1", "MQTT-1.5.4-1",			\
	    "string is not well-formed UTF-8")				\
	X(NUL, "nul", "MQTT-1.5.3-2", "MQTT-1.5.4-2",			\
	    "string with U+0000")					\
	X(ID, "id", "MQTT-2.3.1-1", "MQTT-2.2.1-3",			\
	    "packet identifier is zero")				\
	X(PROTOCOL, "protocol", "MQTT-3.1.2-1", "MQTT-3.1.2-1",		\
	    "unknown protocol name")					\
	X(LEVEL, "level", "MQTT-3.1.2-2", "MQTT-3.1.2-2",		\
	    "unknown protocol level")					\
	X(CONNECT_FLAGS, "connect_flags", "MQTT-3.1.2-3",		\
	    "MQTT-3.1.2-3", "reserved connect flag")			\
	X(WILL_QOS, "will_qos", "MQTT-3.1.2-14", "MQTT-3.1.2-12",	\
	    "will QoS of 3")						\
	X(WILL_FLAGS, "will_flags", "MQTT-3.1.2-11", "MQTT-3.1.2-11",	\
	    "will QoS or will retain without a will")			\
	X(PASSWORD, "password", "MQTT-3.1.2-22", "-",			\
	    "password without a user name")				\
	X(CLIENT_ID, "client_id", "MQTT-3.1.3-7", "-",			\
	    "no client identifier for a session that is to be kept")	\
	X(CONNACK_FLAGS, "connack_flags", "3.2.2.1", "MQTT-3.2.2-1",	\
	    "reserved connect acknowledge flag")			\
	X(SESSION_PRESENT, "session_present", "MQTT-3.2.2-4",		\
	    "MQTT-3.2.2-6", "session present although refused")		\
	X(REASON, "reason", "3.2.2.3", "2.4",				\
	    "reason or return code that this packet does not have")	\
	X(QOS, "qos", "MQTT-3.3.1-4", "MQTT-3.3.1-4",			\
	    "QoS of 3")							\
	X(DUP, "dup", "MQTT-3.3.1-2", "MQTT-3.3.1-2",			\
	    "duplicate flag at QoS 0")					\
	X(TOPIC_WILDCARD, "topic_wildcard", "MQTT-4.7.1-1",		\
	    "MQTT-4.7.0-1", "wildcard in a topic name")			\
	X(TOPIC_EMPTY, "topic_empty", "MQTT-4.7.3-1", "MQTT-4.7.3-1",	\
	    "empty topic name or filter")				\
	X(TOPIC_NONE, "topic_none", "-", "3.3.2.1",			\
	    "neither topic name nor topic alias")			\
	X(FILTER_MULTI, "filter_multi", "MQTT-4.7.1-2", "MQTT-4.7.1-1",	\
	    "# is not the whole last level of the filter")		\
	X(FILTER_SINGLE, "filter_single", "MQTT-4.7.1-3",		\
	    "MQTT-4.7.1-2", "+ is not a whole level of the filter")	\
	X(FILTER_NONE, "filter_none", "MQTT-3.8.3-3", "MQTT-3.8.3-2",	\
	    "no topic filter")						\
	X(OPTIONS, "options", "MQTT-3.8.3-4", "MQTT-3.8.3-5",		\
	    "reserved bits of the subscription options")		\
	X(OPTIONS_QOS, "options_qos", "MQTT-3.8.3-4", "3.8.3.1",	\
	    "subscription with a QoS of 3")				\
	X(RETAIN_HANDLING, "retain_handling", "-", "3.8.3.1",		\
	    "retain handling of 3")					\
	X(SHARE_NAME, "share_name", "-", "MQTT-4.8.2-1",		\
	    "share name is empty or has a wildcard")			\
	X(SHARE_FILTER, "share_filter", "-", "MQTT-4.8.2-2",		\
	    "no filter behind the share name")				\
	X(NO_LOCAL, "no_local", "-", "MQTT-3.8.3-4",			\
	    "no local on a shared subscription")			\
	X(CODES_NONE, "codes_none", "MQTT-3.8.4-5", "MQTT-3.8.4-6",	\
	    "acknowledgement without a code")				\
	X(CODES_COUNT, "codes_count", "MQTT-3.8.4-5", "MQTT-3.8.4-6",	\
	    "not one code for each filter")				\
	X(PROPERTIES, "properties", "-", "2.2.2.1",			\
	    "property ends behind the properties")			\
	X(PROPERTY, "property", "-", "2.2.2.2",				\
	    "unknown property")						\
	X(PROPERTY_PLACE, "property_place", "-", "2.2.2.2",		\
	    "property that this packet does not have")			\
	X(PROPERTY_TWICE, "property_twice", "-", "2.2.2.2",		\
	    "property twice")						\
	X(PROPERTY_VALUE, "property_value", "-", "2.2.2.2",		\
	    "value that the property does not have")			\
	X(PROPERTY_SENDER, "property_sender", "-", "2.2.2.2",		\
	    "property that only the other side may send")		\
	X(RESPONSE_TOPIC, "response_topic", "-", "MQTT-3.3.2-14",	\
	    "wildcard in a response topic")				\
	X(AUTH_DATA, "auth_data", "-", "3.1.2.11.10",			\
	    "authentication data without a method")			\
	X(AUTH_METHOD, "auth_method", "-", "3.15.2.2.2",		\
	    "AUTH without a method")					\
	X(ALIAS, "alias", "-", "MQTT-3.3.2-8",				\
	    "topic alias of zero")					\
	X(ALIAS_MOST, "alias_most", "-", "MQTT-3.3.2-9",		\
	    "topic alias above the maximum")				\
	X(ALIAS_UNKNOWN, "alias_unknown", "-", "3.3.4",			\
	    "topic alias that was never set")

#define X(symbol, name, v311, v5, what)	MQTT_FAULT_##symbol,
/** What is wrong; the first, 0, is nothing. */
enum mqtt_fault { MQTT_FAULT_NONE, MQTT_FAULTS(X) MQTT_FAULT_COUNT };
#undef X

/** One row of the list. */
struct mqtt_fault_row {
	const char	*name;		/* "will_qos" */
	const char	*v311, *v5;	/* Place in the standards. */
	const char	*what;		/* One clause. */
};

/** mqtt_fault_row(f): The row of ${f}, which is not MQTT_FAULT_NONE. */
const struct mqtt_fault_row *mqtt_fault_row(enum mqtt_fault);

/** mqtt_fault_place(f, version): Where that version forbids it. */
const char *mqtt_fault_place(enum mqtt_fault, unsigned);

#endif
