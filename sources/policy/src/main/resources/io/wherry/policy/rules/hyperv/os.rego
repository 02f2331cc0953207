package io.konveyor.forklift.hyperv

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

is_supported if {
	some supported in supported_os_name_substrings
	contains(lower(input.guestOS), supported)
}

has_unsupported_os if {
	input.guestOS != ""
	not is_supported
}

concerns contains flag if {
	has_unsupported_os
	flag := {
		"id": "hyperv.os.unsupported",
		"category": "Warning",
		"label": "Unsupported operating system detected",
		"assessment": "The operating system of the guest is not supported by the migration toolkit; the migration may fail.",
	}
}
