package io.konveyor.forklift.vmware

import rego.v1

has_fault_tolerance_enabled if input.faultToleranceEnabled

has_numa_node_affinity if count(input.numaNodeAffinity) != 0

has_tpm_enabled if input.tpmEnabled == true

has_snapshot if input.snapshot.kind == "VirtualMachineSnapshot"

concerns contains flag if {
	has_fault_tolerance_enabled
	flag := {
		"id": "vmware.fault_tolerance.enabled",
		"category": "Information",
		"label": "Fault tolerance",
		"assessment": "The target has no fault tolerance.",
	}
}

concerns contains flag if {
	has_numa_node_affinity
	flag := {
		"id": "vmware.numa_affinity.detected",
		"category": "Warning",
		"label": "NUMA node affinity detected",
		"assessment": "The affinity to NUMA nodes is dropped.",
	}
}

concerns contains flag if {
	has_tpm_enabled
	flag := {
		"id": "vmware.tpm.detected",
		"category": "Warning",
		"label": "TPM detected",
		"assessment": "The machine gets a TPM at the target; what the present one holds is lost.",
	}
}

concerns contains flag if {
	has_snapshot
	flag := {
		"id": "vmware.snapshot.detected",
		"category": "Information",
		"label": "VM snapshot detected",
		"assessment": "Only the current state of the machine is migrated, not its snapshots.",
	}
}
