/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The registry of tracker protocols: one row each, the only list.  The file
 * codec/NAME.c exports NAME_frame() and NAME_read(), see codec/tracker.h.
 */
#ifndef CODEC_CODECS_H
#define CODEC_CODECS_H

#include "base/suggest.h"
#include "codec/tracker.h"

/*
 * symbol and name, TEXT or BINARY or NAMED, largest frame in bytes, help.
 * What is NAMED has no mark of its own: half of all bytes would pass for it,
 * so it is read only by its name.
 */
#define CODECS(X)	\
	X(atrack, BINARY, 66000, \
	    "ATrack: positions in cells and in bytes, orders") \
	X(calamp, BINARY, 66000, \
	    "CalAmp LM Direct: reports, unit requests; UDP") \
	X(galileosky, BINARY, 32768, \
	    "Galileosky: packets of tags; commands; Iridium") \
	X(gps103, TEXT, 8192, \
	    "Coban GPS103, GPS303, GPS403: texts imei:...; orders **,imei:") \
	X(gt06, BINARY, 16390, \
	    "GT06 (Concox, Jimi and others): positions, alarms, orders") \
	X(h02, BINARY, 2048, \
	    "H02 (SinoTrack and others): texts *HQ,...# and BCD $") \
	X(idsm, NAMED, 131200, \
	    "AUTOSAR IdsM: events of intrusion detection, versions 1 and 2") \
	X(jt808, BINARY, 2200, \
	    "JT/T 808 of 2011, 2013 and 2019, and makers' items") \
	X(meitrack, BINARY, 66000, \
	    "Meitrack GPRS: AAA in cells, CCC and CCE binary") \
	X(osmand, TEXT, 66000, \
	    "OsmAnd, Traccar Client: places over HTTP, query, form or JSON") \
	X(queclink, TEXT, 8192, \
	    "Queclink @Track: reports, answers, orders; binary") \
	X(suntech, TEXT, 66000, \
	    "Suntech ST and SA: reports by name or by map, text or binary") \
	X(ruptela, BINARY, 4200, \
	    "Ruptela FM: records and extended records") \
	X(teltonika, BINARY, 66000, \
	    "Teltonika AVL: codecs 8, 8E, 16, 12, 13, 14; TCP and UDP") \
	X(tk103, TEXT, 4096, \
	    "TK103, KX402 and wearable units: texts in brackets, orders") \
	X(xirgo, TEXT, 4096, \
	    "Xirgo: reports of three forms, orders") \
	X(wialon, TEXT, 1100000, \
	    "Wialon IPS 1.1 and 2.0: texts #L# #SD# #D# #B#")

enum codecs_kind { CODECS_BINARY, CODECS_TEXT, CODECS_NAMED };

/** One protocol. */
struct codecs {
	const char		*name;
	enum codecs_kind	 kind;
	size_t			 largest;	/* Bytes of a frame. */
	const char		*help;
	tracker_frame_fn	*frame;
	tracker_read_fn		*read;
};

/** codecs_init(): Build the tables behind them; once, before threads. */
void codecs_init(void);

/** codecs_all(n): The table; its length in ${n}. */
const struct codecs *codecs_all(size_t *);

/** codecs_find(name, near): The row of ${name}; NULL, and ${near} tried. */
const struct codecs *codecs_find(struct span, struct suggest *);

#endif
