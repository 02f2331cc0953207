package io.konveyor.forklift.vmware

import rego.v1

MIN_SPACE_ROOT_BYTES := 104857600

MIN_SPACE_BOOT_BYTES := 52428800

MIN_SPACE_OTHER_BYTES := 10485760

is_windows_c(path) if lower(path) in {"c:", "c:\\", "c:/"}

needed_space(path) := MIN_SPACE_ROOT_BYTES if {
	path == "/"
} else := MIN_SPACE_BOOT_BYTES if {
	path == "/boot"
} else := MIN_SPACE_ROOT_BYTES if {
	is_windows_c(path)
} else := MIN_SPACE_OTHER_BYTES

failing_disks_by_space contains {"path": disk.diskPath, "free": disk.freeSpace, "needed": needed} if {
	some disk in input.guestDisks
	needed := needed_space(disk.diskPath)
	disk.freeSpace < needed
}

default disk_key(_) := 0

disk_key(disk) := disk.key

invalid_guest_disk_mappings contains disk.diskPath if {
	contains(lower(input.guestId), "windows")
	some disk in input.guestDisks
	disk_key(disk) == 0
}

concerns contains flag if {
	some disk in failing_disks_by_space
	flag := {
		"id": "vmware.guestDisks.freespace",
		"category": "Critical",
		"label": sprintf("Insufficient free space for conversion on '%s'", [disk.path]),
		"assessment": sprintf("The file system has %d MB free, but the conversion needs %d MB. Free some space first.", [round(disk.free / 1048576), round(disk.needed / 1048576)]),
	}
}

concerns contains flag if {
	some path in invalid_guest_disk_mappings
	flag := {
		"id": "vmware.guestDisks.key.not_found",
		"category": "Information",
		"label": sprintf("Missing disk key mapping for '%s'", [path]),
		"assessment": "Which disk holds this drive is not known, so that its letter cannot be used in templates for names of volumes.",
	}
}
