package io.konveyor.forklift.hyperv

import rego.v1

is_not_cluster_role if {
	input.managementType == "cluster"
	not input.isClusterRole
}

default known_guest := false

known_guest if input.guestOS != ""

has_no_integration_services if {
	input.powerState == "On"
	not known_guest
}

default has_ip := false

has_ip if count(input.guestNetworks) > 0

is_vm_missing_ip if not has_ip

concerns contains flag if {
	input.hasCheckpoint == true
	flag := {
		"id": "hyperv.checkpoint.detected",
		"category": "Information",
		"label": "VM checkpoint detected",
		"assessment": "Only the current state of the machine is migrated, not its checkpoints.",
	}
}

concerns contains flag if {
	is_not_cluster_role
	flag := {
		"id": "hyperv.cluster_role.not_registered",
		"category": "Warning",
		"label": "VM is not a Failover Cluster role",
		"assessment": "The machine does not fail over in its cluster; it can be migrated nevertheless.",
	}
}

concerns contains flag if {
	has_no_integration_services
	flag := {
		"id": "hyperv.integration_services.not_detected",
		"category": "Warning",
		"label": "Hyper-V Integration Services not detected",
		"assessment": "Data of the guest and its static addresses are not known without them.",
	}
}

concerns contains flag if {
	is_vm_missing_ip
	flag := {
		"id": "hyperv.vm_missing_ip.detected",
		"category": "Warning",
		"label": "VM is missing IP addresses",
		"assessment": "Switch the machine on with integration services running, so that its addresses are known.",
	}
}

concerns contains flag if {
	input.secureBoot == true
	flag := {
		"id": "hyperv.secure_boot.detected",
		"category": "Information",
		"label": "Secure Boot enabled",
		"assessment": "Secure boot is configured at the target where possible.",
	}
}

concerns contains flag if {
	input.tpmEnabled == true
	flag := {
		"id": "hyperv.tpm.detected",
		"category": "Warning",
		"label": "TPM detected",
		"assessment": "The machine gets a TPM at the target; what the present one holds is lost.",
	}
}
