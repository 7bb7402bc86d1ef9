/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The settings of the service, vedette.yaml: each is one row, the only place
 * for it.  Parser, defaults, ranges, check-config, vedette.yaml(5) and the
 * JSON schema come from here.
 *
 * member	in the struct of its section (model/config.h)
 * key		below its section; with dots where sections lie in sections
 * type		a row of CONFIG_TYPES
 * words	of an ENUM: its list of words; else NONE
 * least, most	of an INT, in ms of a TIME, in bytes of a SIZE; entries of a
 *		list; 0 of a TIME or SIZE is written "none"
 * unset	what holds if it is not given, as one would write it; or NULL
 * kinds	of sources or outputs that have it; ALL
 * needed	kinds which must have it; ALL, or NO
 * when		a change is taken over: RELOAD by SIGHUP, RESTART
 * roles	that are told
 * help		one line
 */
#ifndef MODEL_CONFIG_ROWS_H
#define MODEL_CONFIG_ROWS_H

/* type, what a value looks like */
#define CONFIG_TYPES(X)							\
	X(BOOL,	  "true or false")					\
	X(INT,	  "a whole number")					\
	X(TIME,	  "a duration such as 500 ms, 10 s, 15 min, 12 h, 30 d") \
	X(SIZE,	  "a size such as 512 B, 64 KiB, 16 MiB, 2 GiB")	\
	X(TEXT,	  "a text")						\
	X(NAME,	  "a name of letters, digits, '.', '_' and '-'")	\
	X(PATH,	  "an absolute path")					\
	X(SUM,	  "a SHA-256: 64 lower-case hexadecimal digits")	\
	X(URL,	  "https://HOST/PATH or http://HOST/PATH, without user") \
	X(LISTEN, "\"ADDRESS:PORT\", \"[ADDRESS]:PORT\", "		\
	    "\"*:PORT\" or unix:/PATH")					\
	X(REMOTE, "HOST:PORT, \"[ADDRESS]:PORT\" or unix:/PATH")	\
	X(ENUM,	  "one of")						\
	X(SECRET, "file:/PATH or credential:NAME")			\
	X(TEXTS,  "a list of texts")					\
	X(PATHS,  "a list of absolute paths")				\
	X(REMOTES, "a list of HOST:PORT")

/* Words: suffix of the constant, as written. */
#define CONFIG_SOURCES(X)						\
	X(TRACKER, "tracker")						\
	X(MQTT, "mqtt")							\
	X(KAFKA, "kafka")						\
	X(HTTP, "http")							\
	X(SYSLOG, "syslog")						\
	X(TAIL, "tail")							\
	X(STDIN, "stdin")
#define CONFIG_OUTPUTS(X)						\
	X(FILE, "file")							\
	X(SYSLOG, "syslog")						\
	X(SPLUNK, "splunk")						\
	X(ELASTIC, "elastic")						\
	X(WEBHOOK, "webhook")						\
	X(KAFKA, "kafka")						\
	X(MQTT, "mqtt")							\
	X(SMTP, "smtp")							\
	X(SLACK, "slack")						\
	X(TEAMS, "teams")						\
	X(MATTERMOST, "mattermost")
#define CONFIG_TRANSPORTS(X)						\
	X(TCP, "tcp")							\
	X(UDP, "udp")
#define CONFIG_ACKS(X)							\
	X(JOURNAL, "journal")						\
	X(SERVER, "server")						\
	X(NONE, "none")
#define CONFIG_STARTS(X)						\
	X(END, "end")							\
	X(BEGIN, "begin")
#define CONFIG_SASLS(X)							\
	X(NONE, "none")							\
	X(PLAIN, "plain")						\
	X(SCRAM256, "scram-sha-256")					\
	X(SCRAM512, "scram-sha-512")
#define CONFIG_FORMATS(X)						\
	X(OCSF, "ocsf")							\
	X(ECS, "ecs")							\
	X(CEF, "cef")							\
	X(RFC5424, "rfc5424")
#define CONFIG_STORES(X)						\
	X(SQLITE, "sqlite")						\
	X(POSTGRESQL, "postgresql")
#define CONFIG_LOGS(X)							\
	X(ERROR, "error")						\
	X(WARNING, "warning")						\
	X(INFO, "info")							\
	X(DEBUG, "debug")
#define CONFIG_LOGFORMS(X)						\
	X(TEXT, "text")							\
	X(JSON, "json")

/* Sections: member, what it is about; rows in CONFIG_ROWS_member. */
#define CONFIG_SECTIONS(X)						\
	X(main, "", "Folders.")						\
	X(journal, "journal", "What was taken in, on disk.")		\
	X(engine, "engine", "How events are judged.")			\
	X(rules, "rules", "What judges, and what helps to read.")	\
	X(store, "store", "Where alerts and the index of events are kept.") \
	X(api, "api", "The HTTP API and the console.")			\
	X(log, "log", "What the service says of itself.")

/* Roles that have a section of CONFIG_ROWS_role: suffix, section, help. */
#define CONFIG_ROLES(X)							\
	X(EDGE, "roles.edge", "The role that takes in.")		\
	X(ENGINE, "roles.engine", "The role that judges.")		\
	X(KEEPER, "roles.keeper", "The role that keeps.")		\
	X(ACT, "roles.act", "The role that tells and acts.")		\
	X(API, "roles.api", "The role that serves.")

/* member, key, type, words, least, most, unset, kinds, needed, when, roles,
 * help */
#define CONFIG_ROWS_main(X)						\
	X(data, "data", PATH, NONE, 0, 0, "/var/lib/vedette", ALL, NO,	\
	    RESTART, PARENT | EDGE | ENGINE | KEEPER,			\
	    "Folder of all that the service writes.")			\
	X(reference, "reference", PATH, NONE, 0, 0, NULL, ALL, NO,	\
	    RELOAD, ENGINE,						\
	    "Folder of reference data: vehicles, bookings, people.")

#define CONFIG_ROWS_journal(X)						\
	X(folder, "folder", PATH, NONE, 0, 0, NULL, ALL, NO, RESTART,	\
	    PARENT | EDGE | ENGINE,					\
	    "Where segments lie; journal in the data folder if unset.")	\
	X(segment_size, "segment-size", SIZE, NONE, 1 << 20, 1 << 30,	\
	    "64 MiB", ALL, NO, RESTART, EDGE,				\
	    "A segment of this size is closed and another begun.")	\
	X(commit_delay, "commit-delay", TIME, NONE, 0, 1000, "5 ms",	\
	    ALL, NO, RELOAD, EDGE,					\
	    "Lines wait this long for others before all are synced.")	\
	X(seal, "seal", BOOL, NONE, 0, 0, "true", ALL, NO, RELOAD, EDGE,\
	    "Compress and hash segments that are full.")		\
	X(keep, "keep", TIME, NONE, 0, CONFIG_YEARS(100), "90 d", ALL,	\
	    NO, RELOAD, EDGE,						\
	    "Remove sealed segments that are older; none: never.")	\
	X(keep_size, "keep-size", SIZE, NONE, 0, INT64_C(1) << 50,	\
	    "none", ALL, NO, RELOAD, EDGE,				\
	    "Remove the oldest sealed segments over this size in all.")

#define CONFIG_ROWS_engine(X)						\
	X(shards, "shards", INT, NONE, 0, 64, "0", ALL, NO, RESTART,	\
	    ENGINE, "Threads that judge; 0: as many as processors.")	\
	X(snapshot, "snapshot", TIME, NONE, 1000, 3600000, "1 min",	\
	    ALL, NO, RELOAD, ENGINE,					\
	    "Keep the state this often; a restart reads what came since.") \
	X(behind, "behind", INT, NONE, 0, INT64_C(1000000000), "2000000", \
	    ALL, NO, RELOAD, EDGE,					\
	    "Lines that may wait to be judged, then senders wait; 0: any.") \
	X(tick, "tick", TIME, NONE, 0, 3600000, "10 s", ALL, NO,	\
	    RELOAD, EDGE,						\
	    "Write the hour into a quiet journal this often; none: never.")

#define CONFIG_ROWS_rules(X)						\
	X(folders, "folders", PATHS, NONE, 0, 64, NULL, ALL, NO,	\
	    RELOAD, ENGINE,						\
	    "Sigma rules; those that come with the program if unset.")	\
	X(pipelines, "pipelines", TEXTS, NONE, 0, 32, NULL, ALL, NO,	\
	    RELOAD, ENGINE,						\
	    "Pipelines for foreign rules in order: names or paths.")

#define CONFIG_ROWS_store(X)						\
	X(engine, "engine", ENUM, config_words_stores, 0, 0, "sqlite",	\
	    ALL, NO, RESTART, KEEPER, "The database.")			\
	X(path, "path", PATH, NONE, 0, 0, NULL, ALL, NO, RESTART,	\
	    PARENT | KEEPER,						\
	    "Folder of SQLite; store in the data folder if unset.")	\
	X(conninfo, "conninfo", SECRET, NONE, 0, 0, NULL, ALL, NO,	\
	    RESTART, KEEPER,						\
	    "How to reach PostgreSQL: libpq's connection string.")	\
	X(keep_events, "keep-events", TIME, NONE, 0, CONFIG_YEARS(100),	\
	    "30 d", ALL, NO, RELOAD, KEEPER,				\
	    "Days of events that can be searched; none: for ever.")	\
	X(keep_alerts, "keep-alerts", TIME, NONE, 0, CONFIG_YEARS(100),	\
	    "730 d", ALL, NO, RELOAD, KEEPER,				\
	    "Closed alerts are kept this long; none: for ever.")

#define CONFIG_ROWS_api(X)						\
	X(listen, "listen", LISTEN, NONE, 0, 0, NULL, ALL, NO, RESTART,	\
	    PARENT | API, "Where to listen; there is no API if unset.")	\
	X(tls_cert, "tls.cert", PATH, NONE, 0, 0, NULL, ALL, NO,	\
	    RELOAD, API, "Certificate chain, PEM.")			\
	X(tls_key, "tls.key", SECRET, NONE, 0, 0, NULL, ALL, NO, RELOAD,\
	    API, "Its private key, PEM.")				\
	X(session_idle, "session.idle", TIME, NONE, 60000,		\
	    INT64_C(86400000), "30 min", ALL, NO, RELOAD, KEEPER | API,	\
	    "A session ends when nothing was asked for so long.")	\
	X(session_most, "session.most", TIME, NONE, 60000,		\
	    INT64_C(604800000), "12 h", ALL, NO, RELOAD, KEEPER | API,	\
	    "A session ends in any case.")				\
	X(lock_after, "lock.after", INT, NONE, 3, 100, "10", ALL, NO,	\
	    RELOAD, KEEPER,						\
	    "Failed sign-ins of an account, or from an address, that lock.") \
	X(lock_for, "lock.for", TIME, NONE, 10000, INT64_C(86400000),	\
	    "15 min", ALL, NO, RELOAD, KEEPER, "... for so long.")	\
	X(ready, "ready-behind", TIME, NONE, 1000, 3600000, "30 s", ALL, \
	    NO, RELOAD, KEEPER,						\
	    "Not ready while the engine is further behind the journal.") \
	X(connections, "connections", INT, NONE, 1, 100000, "2000", ALL,\
	    NO, RESTART, API, "Open at once, subscribers among them.")

#define CONFIG_ROWS_log(X)						\
	X(level, "level", ENUM, config_words_logs, 0, 0, "info", ALL,	\
	    NO, RELOAD, EVERY, "What is less grave is not said.")	\
	X(format, "format", ENUM, config_words_logforms, 0, 0, "text",	\
	    ALL, NO, RELOAD, EVERY, "On standard error, a line each.")

#define CONFIG_ROWS_role(X)						\
	X(user, "user", NAME, NONE, 0, 0, NULL, ALL, NO, RESTART,	\
	    PARENT, "Runs as this user if started as root.")		\
	X(memory, "memory", SIZE, NONE, 0, INT64_C(1) << 42, "none",	\
	    ALL, NO, RESTART, PARENT, "Most memory it may map.")	\
	X(files, "files", INT, NONE, 64, 1000000, "16384", ALL, NO,	\
	    RESTART, PARENT, "Most files and connections open at once.")

#define CONFIG_ROWS_source(X)						\
	X(name, "name", NAME, NONE, 0, 0, NULL, ALL, ALL, RESTART,	\
	    EVERY, "Its name in events, states and messages.")		\
	X(kind, "kind", ENUM, config_words_sources, 0, 0, NULL, ALL,	\
	    ALL, RESTART, EVERY, "Where the bytes come from.")		\
	X(listen, "listen", LISTEN, NONE, 0, 0, NULL,			\
	    IN(HTTP) | IN(SYSLOG) | IN(TRACKER),			\
	    IN(HTTP) | IN(SYSLOG) | IN(TRACKER), RESTART,		\
	    PARENT | EDGE, "Where to listen.")				\
	X(transport, "transport", ENUM, config_words_transports, 0, 0,	\
	    "tcp", IN(SYSLOG) | IN(TRACKER), NO, RESTART,		\
	    PARENT | EDGE, "How senders come; tcp may carry TLS.")	\
	X(servers, "servers", REMOTES, NONE, 1, 32, NULL,		\
	    IN(KAFKA) | IN(MQTT), IN(KAFKA) | IN(MQTT), RESTART, EDGE,	\
	    "Brokers, the first that answers is taken.")		\
	X(paths, "paths", PATHS, NONE, 1, 64, NULL, IN(TAIL), IN(TAIL),	\
	    RESTART, PARENT | EDGE, "Files to follow, also when rotated.") \
	X(subscribe, "subscribe", TEXTS, NONE, 1, 256, NULL,		\
	    IN(KAFKA) | IN(MQTT), IN(KAFKA) | IN(MQTT), RESTART, EDGE,	\
	    "Topics of Kafka, topic filters of MQTT.")			\
	X(topics, "topics", TEXT, NONE, 0, 0, NULL, IN(MQTT), NO,	\
	    RESTART, EDGE,						\
	    "What is in which topic: a file of mappings/topics, or a path.") \
	X(mapping, "mapping", TEXT, NONE, 0, 0, NULL,			\
	    IN(HTTP) | IN(SYSLOG) | IN(TAIL) | IN(STDIN) | IN(KAFKA) |	\
	    IN(MQTT), NO, RESTART, EDGE,				\
	    "How to read a row: a mapping's name or path; else event lines.") \
	X(codec, "codec", NAME, NONE, 0, 0, NULL, IN(TRACKER), NO,	\
	    RESTART, EDGE,						\
	    "The trackers' protocol; told from the first bytes if unset.") \
	X(ack, "ack", ENUM, config_words_acks, 0, 0, "journal",		\
	    IN(TRACKER), NO, RESTART, EDGE,				\
	    "Answer devices once it is on disk, by the server, or never.") \
	X(relay, "relay", REMOTE, NONE, 0, 0, NULL, IN(TRACKER), NO,	\
	    RESTART, EDGE,						\
	    "Send the untouched bytes on to this server; then it answers.") \
	X(tls_cert, "tls.cert", PATH, NONE, 0, 0, NULL, NETWORKED, NO,	\
	    RELOAD, EDGE, "Our certificate chain, PEM.")		\
	X(tls_key, "tls.key", SECRET, NONE, 0, 0, NULL, NETWORKED, NO,	\
	    RELOAD, EDGE, "Its private key, PEM.")			\
	X(tls_ca, "tls.ca", PATH, NONE, 0, 0, NULL, NETWORKED, NO,	\
	    RELOAD, EDGE,						\
	    "Who may certify the other side, which then needs one; PEM.") \
	X(token_sum, "token-sha256", SUM, NONE, 0, 0, NULL, IN(HTTP),	\
	    NO, RELOAD, EDGE, "SHA-256 of the bearer token of senders.") \
	X(hmac, "hmac", SECRET, NONE, 0, 0, NULL, IN(HTTP), NO, RELOAD,	\
	    EDGE, "Key of the HMAC-SHA-256 that signs each body.")	\
	X(user, "user", TEXT, NONE, 0, 0, NULL, IN(KAFKA) | IN(MQTT),	\
	    NO, RESTART, EDGE, "Name at the broker.")			\
	X(password, "password", SECRET, NONE, 0, 0, NULL,		\
	    IN(KAFKA) | IN(MQTT), NO, RESTART, EDGE, "Its password.")	\
	X(sasl, "sasl", ENUM, config_words_sasls, 0, 0, "none",		\
	    IN(KAFKA), NO, RESTART, EDGE, "How to sign in.")		\
	X(group, "group", NAME, NONE, 0, 0, NULL, IN(KAFKA) | IN(MQTT),	\
	    IN(KAFKA), RESTART, EDGE,					\
	    "Consumer group; of MQTT the share of a shared subscription.") \
	X(client, "client", NAME, NONE, 0, 0, "vedette",		\
	    IN(KAFKA) | IN(MQTT), NO, RESTART, EDGE, "Our client id.")	\
	X(qos, "qos", INT, NONE, 0, 2, "1", IN(MQTT), NO, RESTART, EDGE,\
	    "Quality of service of the subscription.")			\
	X(from, "from", ENUM, config_words_starts, 0, 0, "end",		\
	    IN(KAFKA) | IN(TAIL), NO, RESTART, EDGE,			\
	    "Where to begin what was never read.")			\
	X(body, "body", SIZE, NONE, 1 << 10, 1 << 28, "8 MiB", IN(HTTP),\
	    NO, RELOAD, EDGE, "Largest body, unpacked.")		\
	X(connections, "connections", INT, NONE, 1, 100000, "1000",	\
	    IN(HTTP) | IN(SYSLOG) | IN(TRACKER), NO, RELOAD, EDGE,	\
	    "Open at once; more are refused and counted.")		\
	X(idle, "idle", TIME, NONE, 1000, INT64_C(86400000), "15 min",	\
	    IN(HTTP) | IN(SYSLOG) | IN(TRACKER), NO, RELOAD, EDGE,	\
	    "Close a connection that was silent for so long.")		\
	X(queue, "queue", SIZE, NONE, 1 << 16, 1 << 30, "16 MiB", ALL,	\
	    NO, RELOAD, EDGE,						\
	    "Most that waits for the disk; then senders have to wait.")	\
	X(silence, "silence", TIME, NONE, 0, CONFIG_YEARS(1), "15 min",	\
	    ALL, NO, RELOAD, EDGE | KEEPER,				\
	    "Told as silent when nothing came for so long; none: never.")

#define CONFIG_ROWS_output(X)						\
	X(name, "name", NAME, NONE, 0, 0, NULL, ALL, ALL, RESTART,	\
	    KEEPER | ACT, "Its name in states and messages.")		\
	X(kind, "kind", ENUM, config_words_outputs, 0, 0, NULL, ALL,	\
	    ALL, RESTART, KEEPER | ACT, "Whom alerts are told.")	\
	X(level, "level", ENUM, config_words_levels, 0, 0, "low", ALL,	\
	    NO, RELOAD, ACT, "Alerts of a lower level are not told.")	\
	X(format, "format", ENUM, config_words_formats, 0, 0, "ocsf",	\
	    OUT(FILE) | OUT(SYSLOG) | OUT(SPLUNK) | OUT(ELASTIC) |	\
	    OUT(WEBHOOK) | OUT(KAFKA) | OUT(MQTT), NO, RELOAD, ACT,	\
	    "How an alert is written.")					\
	X(path, "path", PATH, NONE, 0, 0, NULL, OUT(FILE), OUT(FILE),	\
	    RESTART, PARENT | ACT, "The file, a line each.")		\
	X(rotate, "rotate", SIZE, NONE, 0, INT64_C(1) << 40, "none",	\
	    OUT(FILE), NO, RELOAD, ACT,					\
	    "Begin another file at this size; none: never.")		\
	X(url, "url", URL, NONE, 0, 0, NULL, OUT(SPLUNK) | OUT(ELASTIC) |\
	    OUT(WEBHOOK), OUT(SPLUNK) | OUT(ELASTIC) | OUT(WEBHOOK),	\
	    RESTART, ACT, "Where alerts are posted.")			\
	X(hook, "hook", SECRET, NONE, 0, 0, NULL,			\
	    OUT(SLACK) | OUT(TEAMS) | OUT(MATTERMOST),			\
	    OUT(SLACK) | OUT(TEAMS) | OUT(MATTERMOST), RELOAD, ACT,	\
	    "Address of the incoming webhook, which is its own password.") \
	X(server, "server", REMOTE, NONE, 0, 0, NULL,			\
	    OUT(SYSLOG) | OUT(SMTP), OUT(SYSLOG) | OUT(SMTP), RESTART,	\
	    ACT, "Where it listens.")					\
	X(servers, "servers", REMOTES, NONE, 1, 32, NULL,		\
	    OUT(KAFKA) | OUT(MQTT), OUT(KAFKA) | OUT(MQTT), RESTART,	\
	    ACT, "Brokers, the first that answers is taken.")		\
	X(transport, "transport", ENUM, config_words_transports, 0, 0,	\
	    "tcp", OUT(SYSLOG), NO, RESTART, ACT,			\
	    "How to send; tcp carries TLS if tls.ca is given.")		\
	X(topic, "topic", TEXT, NONE, 0, 0, NULL, OUT(KAFKA) | OUT(MQTT),\
	    OUT(KAFKA) | OUT(MQTT), RELOAD, ACT, "Published there.")	\
	X(index, "index", TEXT, NONE, 0, 0, NULL, OUT(SPLUNK) |		\
	    OUT(ELASTIC), OUT(ELASTIC), RELOAD, ACT, "The index.")	\
	X(from, "from", TEXT, NONE, 0, 0, NULL, OUT(SMTP), OUT(SMTP),	\
	    RELOAD, ACT, "The sender's address.")			\
	X(to, "to", TEXTS, NONE, 1, 64, NULL, OUT(SMTP), OUT(SMTP),	\
	    RELOAD, ACT, "Whom it is mailed.")				\
	X(starttls, "starttls", BOOL, NONE, 0, 0, "true", OUT(SMTP), NO,\
	    RELOAD, ACT, "Refuse to mail without TLS.")			\
	X(tls_cert, "tls.cert", PATH, NONE, 0, 0, NULL, REMOTELY, NO,	\
	    RELOAD, ACT, "Our certificate chain, PEM.")			\
	X(tls_key, "tls.key", SECRET, NONE, 0, 0, NULL, REMOTELY, NO,	\
	    RELOAD, ACT, "Its private key, PEM.")			\
	X(tls_ca, "tls.ca", PATH, NONE, 0, 0, NULL, REMOTELY, NO,	\
	    RELOAD, ACT,						\
	    "Who may certify the other side, PEM; else the system's.")	\
	X(token, "token", SECRET, NONE, 0, 0, NULL,			\
	    OUT(SPLUNK) | OUT(ELASTIC) | OUT(WEBHOOK), OUT(SPLUNK),	\
	    RELOAD, ACT, "Token of the collector, API key, or bearer.")	\
	X(hmac, "hmac", SECRET, NONE, 0, 0, NULL, OUT(WEBHOOK), NO,	\
	    RELOAD, ACT, "Key of the HMAC-SHA-256 that signs each body.") \
	X(user, "user", TEXT, NONE, 0, 0, NULL,				\
	    OUT(KAFKA) | OUT(MQTT) | OUT(SMTP), NO, RELOAD, ACT,	\
	    "Name at the other side.")					\
	X(password, "password", SECRET, NONE, 0, 0, NULL,		\
	    OUT(KAFKA) | OUT(MQTT) | OUT(SMTP), NO, RELOAD, ACT,	\
	    "Its password.")						\
	X(sasl, "sasl", ENUM, config_words_sasls, 0, 0, "none",		\
	    OUT(KAFKA), NO, RESTART, ACT, "How to sign in.")		\
	X(timeout, "timeout", TIME, NONE, 100, 600000, "10 s", REMOTELY,\
	    NO, RELOAD, ACT, "Without an answer it counts as failed.")	\
	X(retry_first, "retry.first", TIME, NONE, 100, 3600000, "1 s",	\
	    REMOTELY, NO, RELOAD, ACT,					\
	    "Wait before the second try; then twice as long each time.") \
	X(retry_most, "retry.most", TIME, NONE, 100, INT64_C(86400000),	\
	    "5 min", REMOTELY, NO, RELOAD, ACT, "... at most.")		\
	X(retry_until, "retry.until", TIME, NONE, 1000,			\
	    INT64_C(604800000), "24 h", REMOTELY, NO, RELOAD, ACT,	\
	    "Then it goes to the dead letters, and that is told.")

#define CONFIG_YEARS(n)	((n) * INT64_C(31557600000))	/* ms */

#endif
