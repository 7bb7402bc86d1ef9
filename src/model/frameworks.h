/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What rules are tagged with besides scenarios and MITRE's techniques
 * (attack.h): threats of UN R155, Annex 5, table A1, in a few words of ours;
 * OWASP API Security Top 10, 2023; those techniques of the Auto-ISAC's
 * Automotive Threat Matrix that a scenario names.
 */
#ifndef MODEL_FRAMEWORKS_H
#define MODEL_FRAMEWORKS_H

/* tag behind "r155." and number in the table, threat */
#define FRAMEWORKS_R155(X)						\
	X("1.1", "Abuse of privileges by staff of the back end")	\
	X("1.2", "Unauthorised access to a server over the internet")	\
	X("1.3", "Unauthorised physical access to a server")		\
	X("2.1", "Attack that stops a back-end server")			\
	X("3.1", "Abuse of privileges by staff on vehicle data")	\
	X("3.2", "Loss of data in the cloud")				\
	X("3.3", "Access to vehicle data over the internet")		\
	X("3.4", "Physical access to vehicle data")			\
	X("3.5", "Data shared without intent")				\
	X("4.1", "Messages spoofed by impersonation")			\
	X("4.2", "Sybil attack: invented vehicles")			\
	X("5.1", "Code injected through a channel")			\
	X("5.2", "Data or code manipulated through a channel")		\
	X("5.3", "Data or code overwritten through a channel")		\
	X("5.4", "Data or code erased through a channel")		\
	X("5.5", "Data or code introduced through a channel")		\
	X("6.1", "Data taken from an untrusted source")			\
	X("6.2", "Man in the middle, session hijacking")		\
	X("6.3", "Replay")						\
	X("7.1", "Interception, eavesdropping")				\
	X("7.2", "Unauthorised access to files or data")		\
	X("8.1", "Flood of garbage data")				\
	X("8.2", "Black hole: messages blocked")			\
	X("9.1", "Unprivileged user gains privileges")			\
	X("10.1", "Virus in communication media")			\
	X("11.1", "Malicious internal messages")			\
	X("11.2", "Malicious V2X messages")				\
	X("11.3", "Malicious diagnostic messages")			\
	X("11.4", "Malicious proprietary messages")			\
	X("12.1", "Over-the-air update procedure compromised")		\
	X("12.2", "Local update procedure compromised")			\
	X("12.3", "Software manipulated before the update")		\
	X("12.4", "Software provider's keys compromised")		\
	X("13.1", "Update denied")					\
	X("15.1", "Innocent victim tricked")				\
	X("15.2", "Security procedures not followed")			\
	X("16.1", "Remote functions manipulated")			\
	X("16.2", "Telematics manipulated")				\
	X("16.3", "Short-range wireless or sensors disturbed")		\
	X("17.1", "Corrupted or poor applications")			\
	X("18.1", "External ports as point of attack")			\
	X("18.2", "Infected media connected")				\
	X("18.3", "Diagnostic access used for an attack")		\
	X("19.1", "Software extracted: product piracy")			\
	X("19.2", "Unauthorised access to the owner's privacy")		\
	X("19.3", "Cryptographic keys extracted")			\
	X("20.1", "Vehicle's electronic identity changed")		\
	X("20.2", "Identity fraud")					\
	X("20.3", "Monitoring circumvented")				\
	X("20.4", "Driving data falsified")				\
	X("20.5", "Diagnostic data changed")				\
	X("21.1", "Event logs deleted or manipulated")			\
	X("22.2", "Malicious software introduced")			\
	X("23.1", "Software of the vehicle fabricated")			\
	X("24.1", "Denial of service inside the vehicle")		\
	X("25.1", "Parameters of key functions falsified")		\
	X("25.2", "Charging parameters falsified")			\
	X("26.1", "Short keys with long validity")			\
	X("26.2", "Cryptography used too little")			\
	X("26.3", "Deprecated algorithms")				\
	X("27.1", "Parts engineered for an attack")			\
	X("28.1", "Software bugs")					\
	X("28.2", "Remainders from development")			\
	X("29.1", "Superfluous ports left open")			\
	X("29.2", "Network separation circumvented")			\
	X("31.1", "Data leak when the car changes hands")		\
	X("32.1", "Hardware manipulated")

/* tag behind "owasp.", title */
#define FRAMEWORKS_OWASP(X)						\
	X("api1", "Broken Object Level Authorization")			\
	X("api2", "Broken Authentication")				\
	X("api3", "Broken Object Property Level Authorization")		\
	X("api4", "Unrestricted Resource Consumption")			\
	X("api5", "Broken Function Level Authorization")		\
	X("api6", "Unrestricted Access to Sensitive Business Flows")	\
	X("api7", "Server Side Request Forgery")			\
	X("api8", "Security Misconfiguration")				\
	X("api9", "Improper Inventory Management")			\
	X("api10", "Unsafe Consumption of APIs")

/* tag behind "atm.", name */
#define FRAMEWORKS_ATM(X)						\
	X("t0001", "Downgrade to Insecure Protocols")			\
	X("t0002", "Jamming or Denial of Service")			\
	X("t0003", "Manipulate Communications")				\
	X("t0004", "Analog Sensor Attacks")				\
	X("t0007", "Relay Communications")				\
	X("t0008", "Rogue Cellular Base Station")			\
	X("t0009", "Rogue Wi-Fi Access Point")				\
	X("t0010", "Aftermarket, Customer, or Dealer Equipment")	\
	X("t0012", "Exploit via Radio Interface")			\
	X("t0016", "Physical Modification")				\
	X("t0017", "Supply Chain Compromise")				\
	X("t0021", "Disable Software Update")				\
	X("t0031", "Bypass Code Integrity Protections")			\
	X("t0033", "Bypass UDS Security Access")			\
	X("t0035", "Capture SMS Message")				\
	X("t0040", "Unsecured Credentials")				\
	X("t0043", "Location Tracking")					\
	X("t0044", "Network Service Scanning")				\
	X("t0051", "Bridge Vehicle Networks")				\
	X("t0054", "Reprogram ECU for Lateral Movement")		\
	X("t0058", "Capture Camera or Audio")				\
	X("t0062", "Cellular Communication")				\
	X("t0069", "Local Function")					\
	X("t0071", "Unintended Vehicle Network Message")		\
	X("t0072", "Denial of Service on Vehicle Function")		\
	X("t0075", "Compromise Cryptographic Security")

#endif
