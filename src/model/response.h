/* SPDX-License-Identifier: Apache-2.0 */
/* What to do first, for each of the 69 scenarios. */
#ifndef MODEL_RESPONSE_H
#define MODEL_RESPONSE_H

/* Sentences that many share; each ends in a space. */
#define RESPONSE_N	"Notify the owner of the system and open a case. "
#define RESPONSE_V	"Have a person verify, or call the driver. "
#define RESPONSE_TK	"Revoke the tokens and sessions. "
#define RESPONSE_LK	"Lock the account; it returns with a second factor. "
#define RESPONSE_HC	"Hold the command. "
#define RESPONSE_DC	"Deny the command. "
#define RESPONSE_RL	"Limit the rate, or ask for more proof, by credential. "
#define RESPONSE_QD	"Quarantine the device identity: refuse to " \
			"connect it, keep its last position. "
#define RESPONSE_BK	"Suspend the booking and remove the pairing. "
#define RESPONSE_FX	"Freeze the export and end the database connection. "
#define RESPONSE_OT	"Pause the update campaign. "
#define RESPONSE_KY	"Rotate the key or certificate. "
#define RESPONSE_EV	"Take an evidence snapshot and put it on legal hold. "
#define RESPONSE_DP	"Start the clock of the data-protection notice. "
#define RESPONSE_RG	"Raise a regional advisory instead of alerts per " \
			"vehicle. "
#define RESPONSE_IM	"Immobilise only at verified standstill and with two " \
			"approvers. "
#define RESPONSE_SU	"Ask for more proof of identity. "
#define RESPONSE_BL	"Block the path. "
#define RESPONSE_LIVE	"Switch the vehicle to live mode. "
#define RESPONSE_PUSH	"Tell the owner in the app. "

/* scenario, first response */
#define RESPONSES(X)							\
	X(1, RESPONSE_TK RESPONSE_HC RESPONSE_FX RESPONSE_EV RESPONSE_DP) \
	X(2, RESPONSE_HC RESPONSE_TK RESPONSE_LK RESPONSE_EV)		\
	X(3, RESPONSE_TK RESPONSE_KY RESPONSE_EV)			\
	X(4, RESPONSE_RL RESPONSE_LK RESPONSE_N RESPONSE_DP)		\
	X(5, RESPONSE_RL RESPONSE_N)					\
	X(6, RESPONSE_QD RESPONSE_KY RESPONSE_V)			\
	X(7, "Hold commands from the sixth vehicle on. " RESPONSE_LK	\
	    RESPONSE_TK RESPONSE_EV)					\
	X(8, RESPONSE_HC "Revert the owner. " RESPONSE_TK)		\
	X(9, RESPONSE_TK RESPONSE_LK RESPONSE_FX RESPONSE_DP)		\
	X(10, RESPONSE_DC RESPONSE_TK RESPONSE_N)			\
	X(11, RESPONSE_DC RESPONSE_TK RESPONSE_EV)			\
	X(12, RESPONSE_LK "Revert what the account changed. " RESPONSE_TK) \
	X(13, RESPONSE_DC)						\
	X(14, "Deny the command always. " RESPONSE_IM)			\
	X(15, RESPONSE_DC RESPONSE_BK)					\
	X(16, RESPONSE_HC RESPONSE_SU)					\
	X(17, RESPONSE_DC RESPONSE_TK)					\
	X(18, RESPONSE_RL RESPONSE_N)					\
	X(19, RESPONSE_V RESPONSE_PUSH RESPONSE_LIVE)			\
	X(20, RESPONSE_V RESPONSE_N)					\
	X(21, "Declare a major incident. Stop outgoing safety commands. " \
	    "Tell customers how to use the local key. ")		\
	X(22, "Hold dispatch. " RESPONSE_SU)				\
	X(23, "Limit the rate by JA4 and network. Lock the accounts that " \
	    "were hit. ")						\
	X(24, RESPONSE_BK RESPONSE_IM RESPONSE_V			\
	    "Prepare the pack for the police. ")			\
	X(25, RESPONSE_SU RESPONSE_HC)					\
	X(26, RESPONSE_BK RESPONSE_V "Do not ban automatically. ")	\
	X(27, RESPONSE_RL RESPONSE_LK)					\
	X(28, RESPONSE_TK RESPONSE_N)					\
	X(29, RESPONSE_HC "Ask for more proof, not by SMS. ")		\
	X(30, RESPONSE_BK)						\
	X(31, RESPONSE_SU)						\
	X(32, RESPONSE_TK RESPONSE_RL RESPONSE_DP RESPONSE_EV)		\
	X(33, RESPONSE_N "Strip the data at the gateway. If the caller is " \
	    "external: " RESPONSE_DP)					\
	X(34, RESPONSE_RL RESPONSE_TK)					\
	X(35, RESPONSE_BL RESPONSE_KY RESPONSE_EV RESPONSE_DP)		\
	X(36, RESPONSE_N RESPONSE_BL)					\
	X(37, RESPONSE_BL "Purge the cache. " RESPONSE_DP)		\
	X(38, RESPONSE_N "Reject such calls. ")				\
	X(39, RESPONSE_KY RESPONSE_TK RESPONSE_DP)			\
	X(40, "Revert the policy. " RESPONSE_EV RESPONSE_DP)		\
	X(41, RESPONSE_N RESPONSE_BL)					\
	X(42, RESPONSE_FX RESPONSE_LK RESPONSE_EV RESPONSE_DP)		\
	X(43, "Lock the account quietly. " RESPONSE_EV			\
	    "Tell the data-protection officer and human resources only. ") \
	X(44, "Ask for the reason and queue it for review. ")		\
	X(45, RESPONSE_TK RESPONSE_N)					\
	X(46, RESPONSE_TK RESPONSE_N)					\
	X(47, RESPONSE_FX RESPONSE_EV RESPONSE_DP)			\
	X(48, "Treat it as critical. " RESPONSE_N RESPONSE_TK RESPONSE_EV) \
	X(49, RESPONSE_N RESPONSE_EV)					\
	X(50, RESPONSE_FX RESPONSE_LK "Start the plan to restore. ")	\
	X(51, "Record a compliance finding. ")				\
	X(52, "Mark the position as untrusted. " RESPONSE_V)		\
	X(53, RESPONSE_V "Follow by dead reckoning. " RESPONSE_LIVE)	\
	X(54, RESPONSE_RG "Stop zone fines there. ")			\
	X(55, RESPONSE_N "Mark the odometer as untrusted. ")		\
	X(56, RESPONSE_QD RESPONSE_V)					\
	X(57, "Quarantine both device identities. " RESPONSE_KY RESPONSE_V) \
	X(58, "Suspend the SIM. " RESPONSE_V)				\
	X(59, RESPONSE_V RESPONSE_LIVE "Start recovery. ")		\
	X(60, RESPONSE_V RESPONSE_PUSH)					\
	X(61, RESPONSE_QD RESPONSE_V)					\
	X(62, "Quarantine the device identity, or ask for more proof. "	\
	    RESPONSE_KY "Advise the network's operator. ")		\
	X(63, RESPONSE_N "Refuse unencrypted connections. ")		\
	X(64, RESPONSE_RL RESPONSE_QD RESPONSE_N)			\
	X(65, RESPONSE_OT RESPONSE_EV RESPONSE_V)			\
	X(66, RESPONSE_N "Raise an advisory for the firmware. "		\
	    "Block the flow to the peer. Prepare an update that mends it. ") \
	X(67, "Close the newer of both connections and have the station " \
	    "prove itself again. " RESPONSE_KY RESPONSE_N)		\
	X(68, "Stop charging. " RESPONSE_V)				\
	X(69, RESPONSE_V RESPONSE_N)

#endif
