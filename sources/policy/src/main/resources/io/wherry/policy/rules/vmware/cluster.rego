package io.konveyor.forklift.vmware

import rego.v1

has_dpm_enabled if input.host.cluster.dpmEnabled

has_drs_enabled if input.host.cluster.drsEnabled

has_host_affinity if {
	some vm in input.host.cluster.hostAffinityVms
	vm.id == input.id
}

concerns contains flag if {
	has_dpm_enabled
	flag := {
		"id": "vmware.dpm.enabled",
		"category": "Information",
		"label": "vSphere DPM detected",
		"assessment": "The target has no distributed power management.",
	}
}

concerns contains flag if {
	has_drs_enabled
	flag := {
		"id": "vmware.drs.enabled",
		"category": "Information",
		"label": "VM running in a DRS-enabled cluster",
		"assessment": "Machines are not balanced over nodes automatically at the target.",
	}
}

concerns contains flag if {
	has_host_affinity
	flag := {
		"id": "vmware.host_affinity.detected",
		"category": "Warning",
		"label": "VM-Host affinity detected",
		"assessment": "The affinity to hosts is dropped; set node affinity by hand at the target.",
	}
}
