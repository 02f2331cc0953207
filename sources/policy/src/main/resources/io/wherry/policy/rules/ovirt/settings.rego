package io.konveyor.forklift.ovirt

import rego.v1

unsupported_cpu_pinning if regex.match(`resize_and_pin_numa|isolate_threads`, input.cpuPinningPolicy)

default valid_status := false

valid_status if regex.match(`up|down`, input.status)

invalid_status if {
	is_string(input.status)
	not valid_status
}

online_snapshot if {
	some snapshot in input.snapshots
	snapshot.persistMemory == true
}

concerns contains flag if {
	input.balloonedMemory == true
	flag := {
		"id": "ovirt.memory.ballooning.enabled",
		"category": "Information",
		"label": "VM has memory ballooning enabled",
		"assessment": "Ballooning is not supported at the target.",
	}
}

concerns contains flag if {
	input.bootMenuEnabled == true
	flag := {
		"id": "ovirt.bios.boot_menu.enabled",
		"category": "Warning",
		"label": "VM has BIOS boot menu enabled",
		"assessment": "The boot menu is off at the target.",
	}
}

concerns contains flag if {
	count(input.customCpuModel) != 0
	flag := {
		"id": "ovirt.cpu.custom_model.detected",
		"category": "Warning",
		"label": "Custom CPU Model detected",
		"assessment": "The model is kept, but the target may not offer it.",
	}
}

concerns contains flag if {
	unsupported_cpu_pinning
	flag := {
		"id": "ovirt.cpu.pinning_policy.unsupported",
		"category": "Warning",
		"label": "Unsupported CPU pinning policy detected",
		"assessment": "The machine misses some function of the policy afterwards.",
	}
}

concerns contains flag if {
	input.cpuShares > 0
	flag := {
		"id": "ovirt.cpu.shares.defined",
		"category": "Warning",
		"label": "VM has CPU Shares Defined",
		"assessment": "Shares of processors are dropped.",
	}
}

concerns contains flag if {
	count(input.cpuAffinity) != 0
	flag := {
		"id": "ovirt.cpu.tuning.detected",
		"category": "Warning",
		"label": "CPU tuning detected",
		"assessment": "The pinning of processors is dropped.",
	}
}

concerns contains flag if {
	count(input.properties) != 0
	flag := {
		"id": "ovirt.vm.custom_properties.detected",
		"category": "Warning",
		"label": "VM custom properties detected",
		"assessment": "Custom properties are not supported at the target.",
	}
}

concerns contains flag if {
	input.display == "spice"
	flag := {
		"id": "ovirt.display_type.spice.enabled",
		"category": "Information",
		"label": "VM Display Type",
		"assessment": "SPICE is not supported at the target.",
	}
}

concerns contains flag if {
	input.haEnabled == true
	flag := {
		"id": "ovirt.ha.enabled",
		"category": "Warning",
		"label": "VM configured as HA",
		"assessment": "High availability as configured here is not supported at the target.",
	}
}

concerns contains flag if {
	input.cluster.haReservation == true
	flag := {
		"id": "ovirt.ha.reservation.enabled",
		"category": "Warning",
		"label": "Cluster has HA reservation",
		"assessment": "Reservations for high availability are not supported at the target.",
	}
}

concerns contains flag if {
	count(input.hostDevices) != 0
	flag := {
		"id": "ovirt.host_devices.mapped",
		"category": "Warning",
		"label": "VM has mapped host devices",
		"assessment": "Devices of the host will be missing at the target.",
	}
}

concerns contains flag if {
	input.hasIllegalImages == true
	flag := {
		"id": "ovirt.disk.illegal_images.detected",
		"category": "Critical",
		"label": "Illegal disk images detected",
		"assessment": "Images of snapshots are illegal; the transfer will likely fail.",
	}
}

concerns contains flag if {
	input.ioThreads > 1
	flag := {
		"id": "ovirt.iothreads.configured",
		"category": "Information",
		"label": "IO Threads configuration detected",
		"assessment": "Apply the configuration of I/O threads again by hand.",
	}
}

concerns contains flag if {
	input.cluster.ksmEnabled == true
	flag := {
		"id": "ovirt.cluster.ksm_enabled",
		"category": "Warning",
		"label": "Cluster has KSM enabled",
		"assessment": "Merging of memory pages is not supported at the target.",
	}
}

concerns contains flag if {
	regex.match(`\bmigratable\b`, input.placementPolicyAffinity)
	flag := {
		"id": "ovirt.placement_policy.affinity_set",
		"category": "Warning",
		"label": "Placement policy affinity",
		"assessment": "The target needs live migration and storage that several nodes can mount.",
	}
}

concerns contains flag if {
	input.bios == "q35_secure_boot"
	flag := {
		"id": "ovirt.secure_boot.detected",
		"category": "Warning",
		"label": "UEFI secure boot detected",
		"assessment": "Secure boot is only partly supported at the target.",
	}
}

concerns contains flag if {
	input.storageErrorResumeBehaviour != "auto_resume"
	flag := {
		"id": "ovirt.storage.resume_behavior.unsupported",
		"category": "Information",
		"label": "VM storage error resume behavior",
		"assessment": sprintf("The behaviour '%v' after errors of the storage is not supported at the target.", [input.storageErrorResumeBehaviour]),
	}
}

concerns contains flag if {
	regex.match(`windows_2022|windows_11`, input.osType)
	flag := {
		"id": "ovirt.tpm.required_by_os",
		"category": "Warning",
		"label": "TPM detected",
		"assessment": "The operating system needs a TPM; the machine gets one, and what the present one holds is lost.",
	}
}

concerns contains flag if {
	input.usbEnabled == true
	flag := {
		"id": "ovirt.usb.enabled",
		"category": "Warning",
		"label": "USB support enabled",
		"assessment": "USB is not supported at the target.",
	}
}

concerns contains flag if {
	regex.match(`rhel_6`, input.osType)
	flag := {
		"id": "ovirt.os.unsupported",
		"category": "Warning",
		"label": "Unsupported operating system detected",
		"assessment": "Red Hat Enterprise Linux 6 is not supported; the migration may fail.",
	}
}

concerns contains flag if {
	invalid_status
	flag := {
		"id": "ovirt.vm.status_invalid",
		"category": "Warning",
		"label": "VM has a status condition that may prevent successful migration",
		"assessment": "The machine is neither up nor down; the migration may fail.",
	}
}

concerns contains flag if {
	count(input.watchDogs) != 0
	flag := {
		"id": "ovirt.watchdog.enabled",
		"category": "Warning",
		"label": "Watchdog detected",
		"assessment": "The watchdog will be missing at the target.",
	}
}

concerns contains flag if {
	count(input.numaNodeAffinity) != 0
	flag := {
		"id": "ovirt.numa.tuning.detected",
		"category": "Warning",
		"label": "NUMA tuning detected",
		"assessment": "The tuning of NUMA nodes is dropped.",
	}
}

concerns contains flag if {
	online_snapshot
	flag := {
		"id": "ovirt.snapshot.online_memory.detected",
		"category": "Warning",
		"label": "Online (memory) snapshot detected",
		"assessment": "Snapshots with memory are not supported.",
	}
}
