/* SPDX-License-Identifier: Apache-2.0 */
/* Names of the MITRE ATT&CK techniques that rules are tagged with. */
#ifndef MODEL_ATTACK_H
#define MODEL_ATTACK_H

#define ATTACK_VERSION	"17.1"		/* Enterprise, ICS and Mobile. */
#define ATTACK_ATM	"2024-03"	/* Auto-ISAC's matrix, as published. */

/* tag after "attack.", id, name */
#define ATTACK(X)							\
	X("t0804", "T0804", "Block Reporting Message")			\
	X("t0812", "T0812", "Default Credentials")			\
	X("t0813", "T0813", "Denial of Control")			\
	X("t0814", "T0814", "Denial of Service")			\
	X("t0815", "T0815", "Denial of View")				\
	X("t0827", "T0827", "Loss of Control")				\
	X("t0830", "T0830", "Adversary-in-the-Middle")			\
	X("t0831", "T0831", "Manipulation of Control")			\
	X("t0832", "T0832", "Manipulation of View")			\
	X("t0839", "T0839", "Module Firmware")				\
	X("t0855", "T0855", "Unauthorized Command Message")		\
	X("t0856", "T0856", "Spoof Reporting Message")			\
	X("t0857", "T0857", "System Firmware")				\
	X("t0859", "T0859", "Valid Accounts")				\
	X("t0878", "T0878", "Alarm Suppression")			\
	X("t0880", "T0880", "Loss of Safety")				\
	X("t0883", "T0883", "Internet Accessible Device")		\
	X("t1005", "T1005", "Data from Local System")			\
	X("t1070", "T1070", "Indicator Removal")			\
	X("t1078", "T1078", "Valid Accounts")				\
	X("t1078.001", "T1078.001", "Default Accounts")			\
	X("t1098", "T1098", "Account Manipulation")			\
	X("t1110", "T1110", "Brute Force")				\
	X("t1110.001", "T1110.001", "Password Guessing")		\
	X("t1110.003", "T1110.003", "Password Spraying")		\
	X("t1110.004", "T1110.004", "Credential Stuffing")		\
	X("t1136", "T1136", "Create Account")				\
	X("t1190", "T1190", "Exploit Public-Facing Application")	\
	X("t1195.002", "T1195.002", "Compromise Software Supply Chain")	\
	X("t1213", "T1213", "Data from Information Repositories")	\
	X("t1451", "T1451", "SIM Card Swap")				\
	X("t1464", "T1464", "Network Denial of Service")		\
	X("t1485", "T1485", "Data Destruction")				\
	X("t1528", "T1528", "Steal Application Access Token")		\
	X("t1530", "T1530", "Data from Cloud Storage")			\
	X("t1531", "T1531", "Account Access Removal")			\
	X("t1550.001", "T1550.001", "Application Access Token")		\
	X("t1552.001", "T1552.001", "Credentials In Files")		\
	X("t1557", "T1557", "Adversary-in-the-Middle")			\
	X("t1567", "T1567", "Exfiltration Over Web Service")		\
	X("t1593.003", "T1593.003", "Code Repositories")		\
	X("t1595", "T1595", "Active Scanning")				\
	X("t1638", "T1638", "Adversary-in-the-Middle")

#endif
