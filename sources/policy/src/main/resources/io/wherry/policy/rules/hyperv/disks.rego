package io.konveyor.forklift.hyperv

import rego.v1

invalid_disks contains disk if {
	some disk in input.disks
	disk.capacity <= 0
}

default has_smb_path(_) := false

has_smb_path(disk) if {
	is_string(disk.smbPath)
	disk.smbPath != ""
}

unmapped_disks contains disk if {
	some disk in input.disks
	not has_smb_path(disk)
}

concerns contains flag if {
	some disk in invalid_disks
	flag := {
		"id": "hyperv.disk.capacity.invalid",
		"category": "Critical",
		"label": sprintf("Disk '%v' has an invalid capacity of %v bytes", [disk.name, disk.capacity]),
		"assessment": "The size of a disk must be greater than zero.",
	}
}

concerns contains flag if {
	some disk in unmapped_disks
	flag := {
		"id": "hyperv.disk.smb_path.missing",
		"category": "Warning",
		"label": sprintf("Disk '%v' cannot be mapped to SMB share", [disk.name]),
		"assessment": sprintf("The file %v lies outside of the share; put the disk on the share.", [object.get(disk, "windowsPath", "of the disk")]),
	}
}
