package io.konveyor.forklift.vmware

import rego.v1

is_empty_hostname if input.hostName == ""

is_localhost_hostname if input.hostName == "localhost.localdomain"

is_vm_missing_ip if count(input.guestNetworks) == 0

concerns contains flag if {
	is_empty_hostname
	flag := {
		"id": "vmware.hostname.empty",
		"category": "Warning",
		"label": "Empty Host Name",
		"assessment": "The guest has no host name; it may be renamed.",
	}
}

concerns contains flag if {
	is_localhost_hostname
	flag := {
		"id": "vmware.hostname.default",
		"category": "Warning",
		"label": "Default Host Name",
		"assessment": "The guest has the host name of a fresh installation; it may be renamed.",
	}
}

concerns contains flag if {
	is_vm_missing_ip
	flag := {
		"id": "vmware.vm_missing_ip.detected",
		"category": "Warning",
		"label": "VM is missing IP addresses",
		"assessment": "Static addresses can be kept only when the machine is on and VMware Tools run in it.",
	}
}
