/* SPDX-License-Identifier: Apache-2.0 */
/* What the numbers and words of all tracker protocols mean. */
#include "base/attr.h"
#include "codec/vocabulary.h"

/* A number, or a text if ${word} is not NULL, of a family. */
struct row {
	const char	*family;	/* Its name in codec/codecs.h. */
	uint32_t	 code;
	const char	*word;
	const char	*means;
};

#define CODE(family, code, means)	{ family, code, NULL, means }
#define WORD(family, word, means)	{ family, 0, word, means }

/* By family, then as its manual counts. */
static const struct row alarms[] = {
	/* Bit of the unit's state; events are what each script makes them. */
	CODE("calamp", 1, "antenna_cut"),

	/* Bit of the status; the last: the supply is gone. */
	CODE("galileosky", 1, "tow"),
	CODE("galileosky", 5, "power_low"),
	CODE("galileosky", 6, "antenna_cut"),
	CODE("galileosky", 10, "shock"),
	CODE("galileosky", 15, "theft_alarm"),
	CODE("galileosky", 0x41 << 16, "power_cut"),

	/* Words of reports; "oil" and "T:" have a number behind them. */
	WORD("gps103", "help me", "sos"),
	WORD("gps103", "low battery", "power_low"),
	WORD("gps103", "ac alarm", "power_cut"),
	WORD("gps103", "move", "movement"),
	WORD("gps103", "speed", "overspeed"),
	WORD("gps103", "stockade", "geofence_out"),
	WORD("gps103", "sensor alarm", "shock"),
	WORD("gps103", "door alarm", "door_forced"),
	WORD("gps103", "bonnet alarm", "door_forced"),
	WORD("gps103", "acc alarm", "theft_alarm"),
	WORD("gps103", "footbrake alarm", "other"),
	WORD("gps103", "accident alarm", "crash"),
	WORD("gps103", "oil", "other"),
	WORD("gps103", "T:", "other"),
	WORD("gps103", "DTC", "other"),

	/* Alarm byte; of the status 0x100, a camera 0x200, an item 0x300. */
	CODE("gt06", 0x01, "sos"),
	CODE("gt06", 0x02, "power_cut"),
	CODE("gt06", 0x03, "shock"),
	CODE("gt06", 0x04, "geofence_in"),
	CODE("gt06", 0x05, "geofence_out"),
	CODE("gt06", 0x06, "overspeed"),
	CODE("gt06", 0x09, "tow"),
	CODE("gt06", 0x0a, "other"),
	CODE("gt06", 0x0e, "power_low"),
	CODE("gt06", 0x0f, "power_low"),
	CODE("gt06", 0x10, "tamper"),
	CODE("gt06", 0x11, "power_off"),
	CODE("gt06", 0x12, "power_low"),
	CODE("gt06", 0x13, "tamper"),
	CODE("gt06", 0x14, "door_forced"),
	CODE("gt06", 0x15, "power_off"),
	CODE("gt06", 0x16, "other"),
	CODE("gt06", 0x17, "jamming"),
	CODE("gt06", 0x18, "tamper"),
	CODE("gt06", 0x19, "power_low"),
	CODE("gt06", 0x23, "crash"),
	CODE("gt06", 0x29, "other"),
	CODE("gt06", 0x2a, "other"),
	CODE("gt06", 0x2b, "other"),
	CODE("gt06", 0x2c, "crash"),
	CODE("gt06", 0x30, "other"),
	CODE("gt06", 0x32, "power_cut"),
	CODE("gt06", 0x101, "shock"),
	CODE("gt06", 0x102, "power_cut"),
	CODE("gt06", 0x103, "power_low"),
	CODE("gt06", 0x104, "sos"),
	CODE("gt06", 0x107, "tamper"),
	CODE("gt06", 0x201, "sos"),
	CODE("gt06", 0x290, "other"),
	CODE("gt06", 0x291, "other"),
	CODE("gt06", 0x292, "other"),
	CODE("gt06", 0x293, "crash"),
	CODE("gt06", 0x312, "tamper"),

	/* Bit of the status that is 0. */
	CODE("h02", 0, "theft_alarm"),
	CODE("h02", 1, "sos"),
	CODE("h02", 2, "overspeed"),
	CODE("h02", 3, "theft_alarm"),
	CODE("h02", 4, "geofence_in"),
	CODE("h02", 5, "antenna_cut"),
	CODE("h02", 7, "geofence_out"),
	CODE("h02", 18, "sos"),
	CODE("h02", 19, "power_cut"),
	CODE("h02", 21, "antenna_cut"),

	/* Bit of the alarm word; then (item << 16) + bit of a maker's. */
	CODE("jt808", 0, "sos"),
	CODE("jt808", 1, "overspeed"),
	CODE("jt808", 2, "other"),
	CODE("jt808", 4, "other"),
	CODE("jt808", 5, "antenna_cut"),
	CODE("jt808", 6, "other"),
	CODE("jt808", 7, "power_low"),
	CODE("jt808", 8, "power_off"),
	CODE("jt808", 15, "shock"),
	CODE("jt808", 16, "tamper"),
	CODE("jt808", 17, "tamper"),
	CODE("jt808", 20, "geofence_out"),
	CODE("jt808", 26, "theft_alarm"),
	CODE("jt808", 27, "theft_alarm"),
	CODE("jt808", 28, "movement"),
	CODE("jt808", 29, "crash"),
	CODE("jt808", 30, "crash"),
	CODE("jt808", 31, "door_forced"),
	CODE("jt808", (0x57 << 16) + 0, "door_forced"),
	CODE("jt808", (0x7c << 16) + 0, "other"),
	CODE("jt808", (0x7c << 16) + 1, "other"),
	CODE("jt808", (0x89 << 16) + 0, "power_off"),
	CODE("jt808", (0x89 << 16) + 12, "tamper"),
	CODE("jt808", (0xe8 << 16) + 6, "shock"),

	/* Event; 90, 91, 129, 130, 135 are of driving. */
	CODE("meitrack", 1, "sos"),
	CODE("meitrack", 17, "power_low"),
	CODE("meitrack", 18, "power_low"),
	CODE("meitrack", 19, "overspeed"),
	CODE("meitrack", 20, "geofence_in"),
	CODE("meitrack", 21, "geofence_out"),
	CODE("meitrack", 22, "other"),
	CODE("meitrack", 23, "power_cut"),
	CODE("meitrack", 28, "antenna_cut"),
	CODE("meitrack", 30, "shock"),
	CODE("meitrack", 36, "tow"),
	CODE("meitrack", 40, "power_off"),
	CODE("meitrack", 44, "jamming"),
	CODE("meitrack", 58, "theft_alarm"),
	CODE("meitrack", 78, "crash"),
	CODE("meitrack", 90, "other"),
	CODE("meitrack", 91, "other"),
	CODE("meitrack", 129, "other"),
	CODE("meitrack", 130, "other"),
	CODE("meitrack", 135, "other"),

	/* Value of alarm=, by the words of Traccar's positions. */
	WORD("osmand", "general", "other"),
	WORD("osmand", "sos", "sos"),
	WORD("osmand", "vibration", "shock"),
	WORD("osmand", "movement", "movement"),
	WORD("osmand", "overspeed", "overspeed"),
	WORD("osmand", "fallDown", "crash"),
	WORD("osmand", "lowPower", "power_low"),
	WORD("osmand", "lowBattery", "power_low"),
	WORD("osmand", "powerOff", "power_off"),
	WORD("osmand", "powerCut", "power_cut"),
	WORD("osmand", "door", "door_forced"),
	WORD("osmand", "geofenceEnter", "geofence_in"),
	WORD("osmand", "geofenceExit", "geofence_out"),
	WORD("osmand", "gpsAntennaCut", "antenna_cut"),
	WORD("osmand", "accident", "crash"),
	WORD("osmand", "tow", "tow"),
	WORD("osmand", "jamming", "jamming"),
	WORD("osmand", "tampering", "tamper"),
	WORD("osmand", "removing", "tamper"),

	/* Kind of a report; a number is the state that began. */
	CODE("queclink", 0x12, "movement"),
	CODE("queclink", 0x16, "tow"),
	CODE("queclink", 0x22, "movement"),
	CODE("queclink", 0x42, "movement"),
	WORD("queclink", "BPL", "power_low"),
	WORD("queclink", "CRA", "crash"),
	WORD("queclink", "GIN", "geofence_in"),
	WORD("queclink", "GOT", "geofence_out"),
	WORD("queclink", "HBM", "other"),
	WORD("queclink", "JDR", "jamming"),
	WORD("queclink", "JDS", "jamming"),
	WORD("queclink", "MPF", "power_cut"),
	WORD("queclink", "PFA", "power_off"),
	WORD("queclink", "SOS", "sos"),
	WORD("queclink", "TEM", "other"),
	WORD("queclink", "TMP", "other"),
	WORD("queclink", "TOW", "tow"),

	/* Kind of a report and its cell: emergency 0x100, alert 0x200. */
	CODE("suntech", 0x101, "sos"),
	CODE("suntech", 0x102, "movement"),
	CODE("suntech", 0x103, "power_cut"),
	CODE("suntech", 0x105, "theft_alarm"),
	CODE("suntech", 0x106, "door_forced"),
	CODE("suntech", 0x107, "movement"),
	CODE("suntech", 0x108, "shock"),
	CODE("suntech", 0x201, "overspeed"),
	CODE("suntech", 0x203, "antenna_cut"),
	CODE("suntech", 0x205, "geofence_out"),
	CODE("suntech", 0x206, "geofence_in"),
	CODE("suntech", 0x208, "antenna_cut"),
	CODE("suntech", 0x20e, "power_low"),
	CODE("suntech", 0x20f, "shock"),
	CODE("suntech", 0x210, "crash"),
	CODE("suntech", 0x228, "other"),
	CODE("suntech", 0x229, "power_cut"),
	CODE("suntech", 0x22a, "sos"),
	CODE("suntech", 0x22e, "other"),
	CODE("suntech", 0x22f, "other"),
	CODE("suntech", 0x232, "jamming"),
	/* Of the ST910, whose numbers differ. */
	WORD("suntech", "Alert", "other"),
	WORD("suntech", "Emergency", "other"),

	/* Element of a record and its value, as Teltonika's. */
	CODE("ruptela", (88 << 16) + 1, "jamming"),

	/* Element of a record and its value: (element << 16) + value. */
	CODE("teltonika", (236 << 16) + 1, "other"),
	CODE("teltonika", (246 << 16) + 1, "tow"),
	CODE("teltonika", (247 << 16) + 1, "crash"),
	CODE("teltonika", (249 << 16) + 1, "jamming"),
	CODE("teltonika", (252 << 16) + 1, "power_cut"),
	CODE("teltonika", (253 << 16) + 1, "other"),
	CODE("teltonika", (253 << 16) + 2, "other"),
	CODE("teltonika", (253 << 16) + 3, "other"),
	CODE("teltonika", (255 << 16) + 1, "overspeed"),

	/* Kind of an alarm BO01; then types of what is in cells. */
	CODE("tk103", 0, "power_cut"),
	CODE("tk103", 1, "crash"),
	CODE("tk103", 2, "sos"),
	CODE("tk103", 3, "shock"),
	CODE("tk103", 4, "other"),
	CODE("tk103", 5, "overspeed"),
	CODE("tk103", 6, "geofence_out"),
	WORD("tk103", "ZC11", "movement"),
	WORD("tk103", "DW31", "movement"),
	WORD("tk103", "DW51", "movement"),
	WORD("tk103", "ZC12", "power_low"),
	WORD("tk103", "DW32", "power_low"),
	WORD("tk103", "DW52", "power_low"),
	WORD("tk103", "ZC13", "power_cut"),
	WORD("tk103", "DW33", "power_cut"),
	WORD("tk103", "DW53", "power_cut"),
	WORD("tk103", "ZC17", "tamper"),
	WORD("tk103", "DW37", "tamper"),
	WORD("tk103", "DW57", "tamper"),
	WORD("tk103", "ZC25", "sos"),
	WORD("tk103", "DW3E", "sos"),
	WORD("tk103", "DW5E", "sos"),
	WORD("tk103", "ZC26", "tamper"),
	WORD("tk103", "DW3F", "tamper"),
	WORD("tk103", "DW5F", "tamper"),
	WORD("tk103", "ZC27", "power_low"),
	WORD("tk103", "DW40", "power_low"),
	WORD("tk103", "DW60", "power_low"),

	/* Event. */
	CODE("xirgo", 6002, "overspeed"),
	CODE("xirgo", 6006, "other"),
	CODE("xirgo", 6007, "other"),
	CODE("xirgo", 6008, "power_low"),
	CODE("xirgo", 6009, "power_cut"),
	CODE("xirgo", 6017, "tow"),

	/* A named value of a data packet. */
	WORD("wialon", "SOS:1:1", "sos"),
};

/* The relay on output 1 interrupts the starter or the fuel pump. */
static const struct row orders[] = {
	/* Four letters behind AT$. */
	WORD("atrack", "FORM", "config_write"),
	WORD("atrack", "GPRS", "config_write"),
	WORD("atrack", "TRAC", "config_write"),
	WORD("atrack", "GEOF", "config_write"),
	WORD("atrack", "UNID", "config_write"),
	WORD("atrack", "INFO", "diag_read"),

	/* Type, action, and of a PEG action what it does to which output. */
	CODE("calamp", 0x06000000, "diag_read"),
	CODE("calamp", 0x06010000, "config_write"),
	CODE("calamp", 0x07010000, "reboot"),
	CODE("calamp", 0x07020000, "diag_read"),
	CODE("calamp", 0x07030800, "immobilise"),
	CODE("calamp", 0x07030900, "mobilise"),
	CODE("calamp", 0x070a0000, "locate"),
	WORD("calamp", "at$app peg action 8 0", "immobilise"),
	WORD("calamp", "at$app peg action 9 0", "mobilise"),
	WORD("calamp", "at$app param", "config_write"),
	WORD("calamp", "at$app param?", "diag_read"),
	WORD("calamp", "at$app inbound", "config_write"),
	WORD("calamp", "atreset", "reboot"),

	/* Texts of tag e1. */
	WORD("galileosky", "out 0,1", "immobilise"),
	WORD("galileosky", "out 0,0", "mobilise"),
	WORD("galileosky", "out 1,1", "immobilise"),
	WORD("galileosky", "out 1,0", "mobilise"),
	WORD("galileosky", "serverip", "config_write"),
	WORD("galileosky", "apn", "config_write"),
	WORD("galileosky", "headpack", "config_write"),
	WORD("galileosky", "mainpack", "config_write"),
	WORD("galileosky", "reset", "reboot"),
	WORD("galileosky", "status", "diag_read"),

	/* Code: letters of the first units, numbers of the later ones. */
	WORD("gps103", "B", "locate"),
	WORD("gps103", "C", "live_follow"),
	WORD("gps103", "F", "live_follow"),
	WORD("gps103", "G", "config_write"),
	WORD("gps103", "H", "config_write"),
	WORD("gps103", "I", "config_write"),
	WORD("gps103", "J", "immobilise"),
	WORD("gps103", "K", "mobilise"),
	WORD("gps103", "L", "lock"),
	WORD("gps103", "M", "unlock"),
	WORD("gps103", "N", "config_write"),
	WORD("gps103", "O", "config_write"),
	WORD("gps103", "P", "config_write"),
	WORD("gps103", "109", "immobilise"),
	WORD("gps103", "110", "mobilise"),
	WORD("gps103", "111", "lock"),
	WORD("gps103", "112", "unlock"),
	WORD("gps103", "160", "camera_view"),

	/* Words of short messages; with # alone they ask. */
	WORD("gt06", "DYD", "fuel_cut"),
	WORD("gt06", "HFYD", "mobilise"),
	WORD("gt06", "RELAY,1", "fuel_cut"),
	WORD("gt06", "RELAY,0", "mobilise"),
	WORD("gt06", "RELAY#", "diag_read"),
	WORD("gt06", "DWXX", "locate"),
	WORD("gt06", "WHERE", "locate"),
	WORD("gt06", "URL", "locate"),
	WORD("gt06", "LJDW", "locate"),
	WORD("gt06", "STATUS", "diag_read"),
	WORD("gt06", "PARAM", "diag_read"),
	WORD("gt06", "GPRSSET", "diag_read"),
	WORD("gt06", "VERSION", "diag_read"),
	WORD("gt06", "SERVER", "config_write"),
	WORD("gt06", "SERVER#", "diag_read"),
	WORD("gt06", "APN", "config_write"),
	WORD("gt06", "APN#", "diag_read"),
	WORD("gt06", "ASETAPN", "config_write"),
	WORD("gt06", "ASETAPN#", "diag_read"),
	WORD("gt06", "TIMER", "config_write"),
	WORD("gt06", "TIMER#", "diag_read"),
	WORD("gt06", "SOS,", "config_write"),
	WORD("gt06", "CENTER,", "config_write"),
	WORD("gt06", "FENCE,", "config_write"),
	WORD("gt06", "SPEED,", "config_write"),
	WORD("gt06", "GPSDUP,", "config_write"),
	WORD("gt06", "RESET", "reboot"),
	WORD("gt06", "FACTORY", "factory_reset"),

	/* Word and first arguments; S20 also cuts in pulses: 1,3,10,... */
	WORD("h02", "S20", "immobilise"),
	WORD("h02", "S20 0", "mobilise"),
	WORD("h02", "S20 1,0", "mobilise"),
	WORD("h02", "SCF 0", "lock"),
	WORD("h02", "SCF 1", "unlock"),
	WORD("h02", "D1", "live_follow"),
	WORD("h02", "S17", "config_write"),
	WORD("h02", "S23", "config_write"),
	WORD("h02", "S24", "config_write"),
	WORD("h02", "S25", "factory_reset"),
	WORD("h02", "S26", "diag_read"),
	WORD("h02", "S71", "config_write"),
	WORD("h02", "R1", "reboot"),
	WORD("h02", "R8", "mic_open"),

	/* Number of the message, then its first byte if that chooses. */
	CODE("jt808", 0x810300, "config_write"),
	CODE("jt808", 0x810400, "diag_read"),
	CODE("jt808", 0x810501, "ota_install"),
	CODE("jt808", 0x810502, "config_write"),
	CODE("jt808", 0x810503, "reboot"),
	CODE("jt808", 0x810504, "reboot"),
	CODE("jt808", 0x810505, "factory_reset"),
	CODE("jt808", 0x810506, "config_write"),
	CODE("jt808", 0x810507, "config_write"),
	CODE("jt808", 0x810564, "fuel_cut"),
	CODE("jt808", 0x810565, "mobilise"),
	CODE("jt808", 0x8105f0, "immobilise"),
	CODE("jt808", 0x8105f1, "mobilise"),
	CODE("jt808", 0x810600, "diag_read"),
	CODE("jt808", 0x810700, "diag_read"),
	CODE("jt808", 0x810800, "ota_install"),
	CODE("jt808", 0x820100, "locate"),
	CODE("jt808", 0x820200, "live_follow"),
	CODE("jt808", 0x840000, "mic_open"),
	CODE("jt808", 0x850000, "unlock"),
	CODE("jt808", 0x850001, "lock"),
	CODE("jt808", 0x880100, "camera_view"),
	CODE("jt808", 0x880401, "mic_open"),
	CODE("jt808", 0x910100, "camera_view"),
	/* Texts that makers take for commands. */
	WORD("jt808", "relay,1", "fuel_cut"),
	WORD("jt808", "relay,0", "mobilise"),
	WORD("jt808", "server,", "config_write"),
	WORD("jt808", "apn,", "config_write"),
	WORD("jt808", "factory", "factory_reset"),
	WORD("jt808", "reset", "reboot"),

	/* C01 and its first output; the rest by their words. */
	CODE("meitrack", 0xc0100, "mobilise"),
	CODE("meitrack", 0xc0101, "immobilise"),
	WORD("meitrack", "A10", "locate"),
	WORD("meitrack", "A11", "config_write"),
	WORD("meitrack", "A12", "config_write"),
	WORD("meitrack", "A14", "config_write"),
	WORD("meitrack", "A21", "config_write"),
	WORD("meitrack", "A22", "config_write"),
	WORD("meitrack", "A23", "config_write"),
	WORD("meitrack", "A71", "config_write"),
	WORD("meitrack", "A72", "config_write"),
	WORD("meitrack", "A73", "config_write"),
	WORD("meitrack", "B05", "config_write"),
	WORD("meitrack", "B06", "config_write"),
	WORD("meitrack", "B07", "config_write"),
	WORD("meitrack", "B08", "config_write"),
	WORD("meitrack", "B21", "config_write"),
	WORD("meitrack", "B99", "config_write"),
	WORD("meitrack", "D03", "camera_view"),
	WORD("meitrack", "E91", "diag_read"),
	WORD("meitrack", "F01", "reboot"),
	WORD("meitrack", "F02", "reboot"),
	WORD("meitrack", "F08", "config_write"),
	WORD("meitrack", "F11", "factory_reset"),
	WORD("meitrack", "FC0", "ota_install"),

	/* Word and first argument; output 1 is the relay. */
	WORD("queclink", "OUT 1", "immobilise"),
	WORD("queclink", "OUT 0", "mobilise"),
	WORD("queclink", "RTO 0", "diag_read"),
	WORD("queclink", "RTO 1", "locate"),
	WORD("queclink", "RTO 2", "diag_read"),
	WORD("queclink", "RTO 3", "reboot"),
	WORD("queclink", "RTO 4", "factory_reset"),
	WORD("queclink", "RTO RTL", "locate"),
	WORD("queclink", "RTO REBOOT", "reboot"),
	WORD("queclink", "RTO RESET", "factory_reset"),
	WORD("queclink", "BSI", "config_write"),
	WORD("queclink", "CFG", "config_write"),
	WORD("queclink", "DOG", "config_write"),
	WORD("queclink", "FRI", "config_write"),
	WORD("queclink", "GEO", "config_write"),
	WORD("queclink", "PIN", "config_write"),
	WORD("queclink", "QSS", "config_write"),
	WORD("queclink", "SPD", "config_write"),
	WORD("queclink", "SRI", "config_write"),
	WORD("queclink", "TMA", "config_write"),
	WORD("queclink", "TOW", "config_write"),
	WORD("queclink", "WLT", "config_write"),
	WORD("queclink", "UPD", "ota_install"),

	WORD("suntech", "Enable1", "immobilise"),
	WORD("suntech", "Disable1", "mobilise"),
	WORD("suntech", "StatusReq", "locate"),
	WORD("suntech", "Reset", "factory_reset"),
	WORD("suntech", "Reboot", "reboot"),
	WORD("suntech", "Preset", "diag_read"),
	WORD("suntech", "PresetA", "diag_read"),
	WORD("suntech", "ReqVer", "diag_read"),
	WORD("suntech", "ReqIMSI", "diag_read"),
	WORD("suntech", "ReqICCID", "diag_read"),
	/* Parameters: network, reports, events, modem, services, more. */
	WORD("suntech", "NTW", "config_write"),
	WORD("suntech", "RPT", "config_write"),
	WORD("suntech", "EVT", "config_write"),
	WORD("suntech", "GSM", "config_write"),
	WORD("suntech", "SVC", "config_write"),
	WORD("suntech", "ADP", "config_write"),
	WORD("suntech", "MSR", "config_write"),
	WORD("suntech", "MBV", "config_write"),
	WORD("suntech", "NPT", "config_write"),
	/* Group and number, of units whose reports have a map. */
	WORD("suntech", "03;01", "locate"),
	WORD("suntech", "03;03", "reboot"),
	WORD("suntech", "04;01", "immobilise"),
	WORD("suntech", "04;02", "mobilise"),
	WORD("suntech", "PRG", "config_write"),

	/* Texts of command 108, behind a password, if any. */
	WORD("ruptela", "setio 1", "immobilise"),
	WORD("ruptela", "setio 0", "mobilise"),
	WORD("ruptela", "setconnection", "config_write"),
	WORD("ruptela", "switchip", "config_write"),
	WORD("ruptela", "setcfg", "config_write"),
	WORD("ruptela", "coords", "locate"),
	WORD("ruptela", "gsminfo", "diag_read"),
	WORD("ruptela", "version", "diag_read"),
	WORD("ruptela", "reset", "reboot"),

	/* Texts of codecs 12 to 14, behind a login and password, if any. */
	WORD("teltonika", "setdigout 1", "immobilise"),
	WORD("teltonika", "setdigout 0", "mobilise"),
	WORD("teltonika", "lvcanblockengine", "immobilise"),
	WORD("teltonika", "lvcanunblockengine", "mobilise"),
	WORD("teltonika", "lvcanopenalldoors", "unlock"),
	WORD("teltonika", "lvcanclosealldoors", "lock"),
	WORD("teltonika", "lvcanopentrunk", "trunk_open"),
	WORD("teltonika", "cpureset", "reboot"),
	WORD("teltonika", "defaultcfg", "factory_reset"),
	WORD("teltonika", "setparam", "config_write"),
	WORD("teltonika", "web_connect", "config_write"),
	WORD("teltonika", "fwstats", "diag_read"),
	WORD("teltonika", "getparam", "diag_read"),
	WORD("teltonika", "getinfo", "diag_read"),
	WORD("teltonika", "getver", "diag_read"),
	WORD("teltonika", "getgps", "locate"),
	WORD("teltonika", "ggps", "locate"),
	WORD("teltonika", "getrecord", "locate"),

	/* Type and first argument. */
	WORD("tk103", "AP00", "locate"),
	WORD("tk103", "AP07", "diag_read"),
	WORD("tk103", "AR00", "live_follow"),
	WORD("tk103", "AT00", "reboot"),
	WORD("tk103", "AV01 1", "immobilise"),
	WORD("tk103", "AV01 0", "mobilise"),
	WORD("tk103", "AX01", "config_write"),

	/* Number of a setting: the server, reports. */
	WORD("xirgo", "1001", "config_write"),
	WORD("xirgo", "3001", "config_write"),

	/* Types of packets: picture, tachograph, firmware, settings. */
	WORD("wialon", "QI", "camera_view"),
	WORD("wialon", "QT", "diag_read"),
	WORD("wialon", "US", "ota_install"),
	WORD("wialon", "UC", "config_write"),
};

static char
lower(char c)
{

	return (c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
}

/* Does ${text} begin with ${word}, in any case of letters? */
static bool
begins(struct span text, const char *word, size_t *n)
{

	for (*n = 0; word[*n] != '\0'; (*n)++) {
		if (*n == text.n || lower(text.p[*n]) != lower(word[*n]))
			return (false);
	}
	return (true);
}

static bool
in_word(char c)
{

	c = lower(c);
	return ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	    c == '_');
}

static const char *
by_code(const struct row *rows, size_t n, const char *family, uint32_t code)
{

	for (size_t i = 0; i < n; i++) {
		if (rows[i].word == NULL && rows[i].code == code &&
		    strcmp(rows[i].family, family) == 0)
			return (rows[i].means);
	}
	return (NULL);
}

static const char *
by_word(const struct row *rows, size_t n, const char *family,
    struct span text, bool whole)
{
	const char *means = NULL;
	size_t longest = 0, len;

	for (size_t i = 0; i < n; i++) {
		if (rows[i].word == NULL ||
		    strcmp(rows[i].family, family) != 0 ||
		    !begins(text, rows[i].word, &len) || len <= longest)
			continue;
		if (len < text.n && (whole || (in_word(text.p[len]) &&
		    in_word(text.p[len - 1]))))
			continue;
		longest = len;
		means = rows[i].means;
	}
	return (means);
}

const char *
vocabulary_alarm(const char *family, uint32_t code)
{

	return (by_code(alarms, COUNT_OF(alarms), family, code));
}

const char *
vocabulary_alarm_word(const char *family, struct span text)
{

	return (by_word(alarms, COUNT_OF(alarms), family, text, true));
}

const char *
vocabulary_order(const char *family, uint32_t code)
{

	return (by_code(orders, COUNT_OF(orders), family, code));
}

const char *
vocabulary_order_word(const char *family, struct span text)
{

	return (by_word(orders, COUNT_OF(orders), family, text, false));
}
