package io.konveyor.forklift.openstack

import rego.v1

specs := object.get(object.get(input, "flavor", {}), "extraSpecs", {})

has_spec(name) if name in object.keys(specs)

default watchdog := false

watchdog if specs["hw:watchdog_action"]

watchdog if input.image.properties.hw_watchdog_action

numa_tuning if has_spec("hw:pci_numa_affinity_policy")

numa_tuning if has_spec("hw:numa_nodes")

secure_boot if input.image.properties.os_secure_boot == "required"

secure_boot if specs["os:secure_boot"] == "required"

concerns contains flag if {
	has_spec("quota:cpu_shares")
	flag := {
		"id": "openstack.cpu.shares.defined",
		"category": "Warning",
		"label": "VM has CPU Shares Defined",
		"assessment": "Shares of processors are dropped.",
	}
}

concerns contains flag if {
	has_spec("pci_passthrough:alias")
	flag := {
		"id": "openstack.host_devices.mapped",
		"category": "Warning",
		"label": "VM has mapped host devices",
		"assessment": "Devices of the host will be missing at the target.",
	}
}

concerns contains flag if {
	numa_tuning
	flag := {
		"id": "openstack.numa_tuning.detected",
		"category": "Warning",
		"label": "NUMA tuning detected",
		"assessment": "The tuning of NUMA nodes is dropped.",
	}
}

concerns contains flag if {
	secure_boot
	flag := {
		"id": "openstack.secure_boot.detected",
		"category": "Warning",
		"label": "UEFI secure boot detected",
		"assessment": "Secure boot is only partly supported at the target.",
	}
}

concerns contains flag if {
	watchdog
	flag := {
		"id": "openstack.watchdog.detected",
		"category": "Warning",
		"label": "Watchdog detected",
		"assessment": "The watchdog will be missing at the target.",
	}
}
