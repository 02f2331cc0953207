package io.konveyor.forklift.hyperv

import rego.v1

default has_network(_) := false

has_network(nic) if nic.network.id != ""

unresolved_nics contains nic if {
	some nic in input.nics
	nic.networkName != ""
	not has_network(nic)
}

concerns contains flag if {
	some nic in unresolved_nics
	flag := {
		"id": "hyperv.nic.unresolved_network",
		"category": "Warning",
		"label": sprintf("NIC '%v' references undiscovered switch '%v'", [nic.name, nic.networkName]),
		"assessment": "The adapter is left out of the migration.",
	}
}
