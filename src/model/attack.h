/* SPDX-License-Identifier: Apache-2.0 */
/* Names of the MITRE ATT&CK techniques that rules are tagged with. */
#ifndef MODEL_ATTACK_H
#define MODEL_ATTACK_H

#define ATTACK_VERSION	"17.1"		/* Enterprise, ICS and Mobile. */
#define ATTACK_ATM	"2024-03"	/* Auto-ISAC's matrix, as published. */

/* name in a layer of the ATT&CK Navigator, words */
#define ATTACK_DOMAINS(X)						\
	X(ENTERPRISE, "enterprise-attack", "Enterprise")		\
	X(MOBILE, "mobile-attack", "Mobile")				\
	X(ICS, "ics-attack", "ICS")

/* tag after "attack.", matrix, id, name */
#define ATTACK(X)							\
	X("t0804", ICS, "T0804", "Block Reporting Message")		\
	X("t0812", ICS, "T0812", "Default Credentials")			\
	X("t0813", ICS, "T0813", "Denial of Control")			\
	X("t0814", ICS, "T0814", "Denial of Service")			\
	X("t0815", ICS, "T0815", "Denial of View")			\
	X("t0827", ICS, "T0827", "Loss of Control")			\
	X("t0830", ICS, "T0830", "Adversary-in-the-Middle")		\
	X("t0831", ICS, "T0831", "Manipulation of Control")		\
	X("t0832", ICS, "T0832", "Manipulation of View")		\
	X("t0839", ICS, "T0839", "Module Firmware")			\
	X("t0855", ICS, "T0855", "Unauthorized Command Message")	\
	X("t0856", ICS, "T0856", "Spoof Reporting Message")		\
	X("t0857", ICS, "T0857", "System Firmware")			\
	X("t0859", ICS, "T0859", "Valid Accounts")			\
	X("t0878", ICS, "T0878", "Alarm Suppression")			\
	X("t0880", ICS, "T0880", "Loss of Safety")			\
	X("t0883", ICS, "T0883", "Internet Accessible Device")		\
	X("t1005", ENTERPRISE, "T1005", "Data from Local System")	\
	X("t1070", ENTERPRISE, "T1070", "Indicator Removal")		\
	X("t1078", ENTERPRISE, "T1078", "Valid Accounts")		\
	X("t1078.001", ENTERPRISE, "T1078.001", "Default Accounts")	\
	X("t1098", ENTERPRISE, "T1098", "Account Manipulation")		\
	X("t1110", ENTERPRISE, "T1110", "Brute Force")			\
	X("t1110.001", ENTERPRISE, "T1110.001", "Password Guessing")	\
	X("t1110.003", ENTERPRISE, "T1110.003", "Password Spraying")	\
	X("t1110.004", ENTERPRISE, "T1110.004", "Credential Stuffing")	\
	X("t1136", ENTERPRISE, "T1136", "Create Account")		\
	X("t1190", ENTERPRISE, "T1190",					\
	    "Exploit Public-Facing Application")			\
	X("t1195.002", ENTERPRISE, "T1195.002",				\
	    "Compromise Software Supply Chain")				\
	X("t1213", ENTERPRISE, "T1213",					\
	    "Data from Information Repositories")			\
	X("t1451", MOBILE, "T1451", "SIM Card Swap")			\
	X("t1464", MOBILE, "T1464", "Network Denial of Service")	\
	X("t1485", ENTERPRISE, "T1485", "Data Destruction")		\
	X("t1528", ENTERPRISE, "T1528",					\
	    "Steal Application Access Token")				\
	X("t1530", ENTERPRISE, "T1530", "Data from Cloud Storage")	\
	X("t1531", ENTERPRISE, "T1531", "Account Access Removal")	\
	X("t1550.001", ENTERPRISE, "T1550.001",				\
	    "Application Access Token")					\
	X("t1552.001", ENTERPRISE, "T1552.001", "Credentials In Files")	\
	X("t1557", ENTERPRISE, "T1557", "Adversary-in-the-Middle")	\
	X("t1567", ENTERPRISE, "T1567",					\
	    "Exfiltration Over Web Service")				\
	X("t1593.003", ENTERPRISE, "T1593.003", "Code Repositories")	\
	X("t1595", ENTERPRISE, "T1595", "Active Scanning")		\
	X("t1638", MOBILE, "T1638", "Adversary-in-the-Middle")

#endif
