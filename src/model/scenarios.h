/* SPDX-License-Identifier: Apache-2.0 */
/* The scenarios that rules are tagged with, vedette.sNN and vedette.sNN.x. */
#ifndef MODEL_SCENARIOS_H
#define MODEL_SCENARIOS_H

#define SCENARIOS_N	69

/* number, wave, letters of its rules ("" is one rule), title */
#define SCENARIOS(X)							\
	X(1, 1, "abcd", "Second server accepts app credentials")	\
	X(2, 1, "abc",							\
	    "Stranger changes the e-mail, resets, takes control")	\
	X(3, 1, "ab",							\
	    "One admin credential shared or built into an app")		\
	X(4, 1, "abcd",							\
	    "Default password tried on many tracker accounts")		\
	X(5, 1, "", "Walking through tracker ids")			\
	X(6, 1, "abc",							\
	    "Command path without authentication, SMS commands")	\
	X(7, 1, "abcd",							\
	    "Mass immobilise with a former colleague's login")		\
	X(8, 1, "ab", "Self-registered dealer takes the car over")	\
	X(9, 1, "abcd",							\
	    "Staff panel: reset without code, year of positions")	\
	X(10, 1, "abc", "The VIN alone authorises")			\
	X(11, 1, "abc", "Control across tenants after injection")	\
	X(12, 1, "abc",							\
	    "Admin account through a leftover registration form")	\
	X(13, 1, "abc", "Unlock, trunk or hood command while driving")	\
	X(14, 1, "", "Engine stop or immobilise in motion")		\
	X(15, 1, "", "Command without a covering booking")		\
	X(16, 1, "ab", "App key used far from the car; key relay")	\
	X(17, 1, "abcd", "Command replayed, token reused")		\
	X(18, 1, "abc", "Command flooding: battery drain, harassment")	\
	X(19, 1, "abc", "State change without cause")			\
	X(20, 1, "ab", "Acknowledged but not done")			\
	X(21, 2, "ab",							\
	    "Fleet-wide loss of control after a back-end attack")	\
	X(22, 2, "", "Fake orders converge on one address")		\
	X(23, 1, "abc", "Credential stuffing, also distributed")	\
	X(24, 1, "abcd",						\
	    "Bulk fraudulent rentals with stolen identities")		\
	X(25, 1, "", "Account takeover, then a ride")			\
	X(26, 1, "ab", "Account lent or sold")				\
	X(27, 1, "ab", "One-time-code guessing")			\
	X(28, 1, "abc",							\
	    "Token stolen or relayed through a third party")		\
	X(29, 1, "", "SIM swap of the customer")			\
	X(30, 1, "", "Access survives sale or hand-over")		\
	X(31, 2, "", "Login travel anomaly")				\
	X(32, 1, "abc", "Object-id enumeration")			\
	X(33, 2, "abc",							\
	    "More data in the answer than the endpoint may give")	\
	X(34, 1, "ab", "Slow scraping")					\
	X(35, 1, "abc", "Debug or management endpoint answers")		\
	X(36, 1, "", "Shadow or retired API still live")		\
	X(37, 1, "", "Answer holds somebody else's data")		\
	X(38, 1, "", "Property injected into a write")			\
	X(39, 2, "", "Partner key leaked in public code")		\
	X(40, 1, "abc", "Storage made public")				\
	X(41, 2, "ab",							\
	    "Personal data in clear, one key for all devices")		\
	X(42, 1, "abcd",						\
	    "Bulk export by an employee, or without a reason")		\
	X(43, 1, "abcd", "Stalking by an employee")			\
	X(44, 1, "", "Look-up without a business reason")		\
	X(45, 1, "", "Access before or after entitlement")		\
	X(46, 1, "abc", "Dormant or temporary privilege")		\
	X(47, 1, "abcd", "Database read around the application")	\
	X(48, 1, "", "Honeytoken touched")				\
	X(49, 1, "abc", "Audit silence or tampering")			\
	X(50, 1, "abc", "Mass delete or encrypt")			\
	X(51, 1, "", "Backup never proven")				\
	X(52, 1, "abcdef", "GNSS spoofing of one vehicle")		\
	X(53, 1, "abc", "GNSS jamming by a thief")			\
	X(54, 1, "ab", "Regional interference")				\
	X(55, 1, "ab", "Odometer rolled back or stretched")		\
	X(56, 1, "abcd", "Telemetry replayed")				\
	X(57, 1, "abcde",						\
	    "Device clone, double identity, invented vehicles")		\
	X(58, 1, "abcd", "SIM moved or exchanged in the unit")		\
	X(59, 1, "abcd",						\
	    "Tracker dead, unplugged or in a shielded garage")		\
	X(60, 1, "abc", "Towed or moved with ignition off")		\
	X(61, 1, "ab", "Tracker moved to another car")			\
	X(62, 1, "abc",							\
	    "Man in the middle: certificate or print changes")	\
	X(63, 1, "ab", "Downgrade, rogue base station")			\
	X(64, 1, "abcd",						\
	    "Broker probing: wildcard, foreign topic, guessing")	\
	X(65, 1, "abcd", "Update tampered, rolled back or suppressed")	\
	X(66, 1, "abcd", "Attack inside the vehicle over cellular")	\
	X(67, 1, "abcde", "Charger identity attack")			\
	X(68, 1, "abc", "Charging fraud and false parameters")		\
	X(69, 2, "abcd", "Cargo condition falsified")

#endif
