package io.konveyor.forklift.ova

import rego.v1

invalid_disks contains disk if {
	some disk in input.disks
	disk.capacity <= 0
}

concerns contains flag if {
	some disk in invalid_disks
	flag := {
		"id": "ova.disk.capacity.invalid",
		"category": "Critical",
		"label": sprintf("Disk '%v' has an invalid capacity of %v bytes", [disk.filePath, disk.capacity]),
		"assessment": "The size of a disk must be greater than zero.",
	}
}
