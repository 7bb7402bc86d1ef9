/* SPDX-License-Identifier: Apache-2.0 */
/* Security events of AUTOSAR by number. */
#include "base/attr.h"
#include "codec/idsm_name.h"

#include <stddef.h>

static const struct {
	unsigned	 def;
	const char	*name;
} names[] = {
	{ 100, "uds_security_access_needed" },
	{ 101, "uds_authentication_needed" },
	{ 102, "uds_security_access_successful" },
	{ 103, "uds_security_access_failed" },
	{ 104, "uds_authentication_successful" },
	{ 105, "uds_authentication_failed" },
	{ 106, "uds_write_data_successful" },
	{ 107, "uds_write_data_failed" },
	{ 110, "uds_request_up_download_successful" },
	{ 111, "uds_request_up_download_failed" },
	{ 112, "uds_request_file_transfer_successful" },
	{ 113, "uds_request_file_transfer_failed" },
	{ 116, "uds_clear_dtc_successful" },
	{ 117, "uds_clear_dtc_failed" },
	{ 120, "uds_ecu_reset_successful" },
	{ 121, "uds_ecu_reset_failed" },
	{ 122, "uds_routine_control_successful" },
	{ 123, "uds_routine_control_failed" },
	{ 127, "doip_header_check_failed" },
	{ 128, "doip_routing_activation_check_failed" },
	{ 129, "doip_routing_activation_success" },
	{ 130, "doip_diag_message_check_failed" },
	{ 133, "access_control_dm_iam_access_denied" },
};

const char *
idsm_name(unsigned def)
{

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (names[i].def == def)
			return (names[i].name);
	}
	return (NULL);
}
