package io.konveyor.forklift.openstack

import rego.v1

has_floating_ip if {
	some network, i
	input.addresses[network][i]["OS-EXT-IPS:type"] == "floating"
}

default valid_status := false

valid_status if regex.match(`ACTIVE|SHUTOFF`, input.status)

invalid_status if {
	is_string(input.status)
	not valid_status
}

concerns contains flag if {
	has_floating_ip
	flag := {
		"id": "openstack.network.floating_ips.detected",
		"category": "Warning",
		"label": "Floating IPs detected",
		"assessment": "Floating addresses are dropped.",
	}
}

concerns contains flag if {
	invalid_status
	flag := {
		"id": "openstack.vm.status.invalid",
		"category": "Warning",
		"label": "VM has a status condition that may prevent successful migration",
		"assessment": "The machine is neither active nor shut off; the migration may fail.",
	}
}
