package io.konveyor.forklift.vmware

import rego.v1

null_datastore if {
	some disk in input.disks
	count(disk.datastore.id) == 0
}

independent_disk if {
	some disk in input.disks
	disk.mode in {"independent_persistent", "independent_nonpersistent"}
}

disk_uuid_enabled if {
	input.diskEnableUuid == true
	some disk in input.disks
	disk.bus == "scsi"
}

invalid_disks contains disk if {
	some disk in input.disks
	disk.capacity <= 0
}

has_rdm_disk if {
	some disk in input.disks
	disk.rdm == true
}

has_shared_disk if {
	some disk in input.disks
	disk.shared == true
}

concerns contains flag if {
	null_datastore
	flag := {
		"id": "vmware.datastore.missing",
		"category": "Critical",
		"label": "Disk is not located on a datastore",
		"assessment": "The machine has a disk that is on no datastore; it cannot be migrated.",
	}
}

concerns contains flag if {
	independent_disk
	flag := {
		"id": "vmware.disk_mode.independent",
		"category": "Warning",
		"label": "Independent disk detected",
		"assessment": "Independent disks are left out of snapshots and cannot be copied by VDDK; use storage offload, or make the disk dependent.",
	}
}

concerns contains flag if {
	disk_uuid_enabled
	flag := {
		"id": "vmware.disk_serial.truncated",
		"category": "Information",
		"label": "Disk serial numbers may be truncated",
		"assessment": "Serial numbers of disks are shortened to 20 characters at the target.",
	}
}

concerns contains flag if {
	some disk in invalid_disks
	flag := {
		"id": "vmware.disk.capacity.invalid",
		"category": "Critical",
		"label": sprintf("Disk '%v' has an invalid capacity of %v bytes", [disk.file, disk.capacity]),
		"assessment": "The size of a disk must be greater than zero.",
	}
}

concerns contains flag if {
	has_rdm_disk
	flag := {
		"id": "vmware.disk.rdm.detected",
		"category": "Warning",
		"label": "Raw Device Mapped disk detected",
		"assessment": "Raw device mappings cannot be copied by VDDK; use storage offload, or detach the disk.",
	}
}

concerns contains flag if {
	has_shared_disk
	flag := {
		"id": "vmware.disk.shared.detected",
		"category": "Warning",
		"label": "Shared disk detected",
		"assessment": "Disks shared by machines need the procedure for shared disks.",
	}
}
