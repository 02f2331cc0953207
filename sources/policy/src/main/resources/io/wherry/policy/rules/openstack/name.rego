package io.konveyor.forklift.openstack

import rego.v1

concerns contains flag if {
	valid_input
	valid_vm_string
	not valid_vm_name
	flag := {
		"id": "openstack.vm.name.invalid",
		"category": "Warning",
		"label": "Invalid VM Name",
		"assessment": "The name is not one that Kubernetes allows: letters, digits, dashes and dots, at most 63 of them. The machine gets another name at the target.",
	}
}
