package io.konveyor.forklift.vmware

import rego.v1

supported_os_name_substrings := {
	"red hat enterprise linux 7",
	"red hat enterprise linux 8",
	"red hat enterprise linux 9",
	"red hat enterprise linux 10",
	"windows 10",
	"windows 11",
	"windows server 2016",
	"windows server 2019",
	"windows server 2022",
	"windows server 2025",
}

supported_os_regex := `^(rhel(7|8|9|10)(_64)?guest|windows(10|11|2016|2019|2022|2025).*guest)$`

guest_name := input.guestNameFromVmwareTools if {
	input.guestNameFromVmwareTools != ""
} else := input.guestName

is_supported if regex.match(supported_os_regex, lower(input.guestId))

is_supported if {
	some supported in supported_os_name_substrings
	contains(lower(guest_name), supported)
}

has_guest_id_or_name if is_string(input.guestId)

has_guest_id_or_name if guest_name != ""

has_unsupported_os if {
	has_guest_id_or_name
	not is_supported
}

concerns contains flag if {
	has_unsupported_os
	flag := {
		"id": "vmware.os.unsupported",
		"category": "Warning",
		"label": "Unsupported operating system detected",
		"assessment": "The operating system of the guest is not supported by the migration toolkit; the migration may fail.",
	}
}
