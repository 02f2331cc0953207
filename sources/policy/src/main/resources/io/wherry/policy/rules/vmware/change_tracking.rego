package io.konveyor.forklift.vmware

import rego.v1

change_tracking_disabled if input.changeTrackingEnabled == false

change_tracking_disabled_per_disk contains disk if {
	some disk in input.disks
	disk.changeTrackingEnabled == false
}

concerns contains flag if {
	change_tracking_disabled
	flag := {
		"id": "vmware.changed_block_tracking.disabled",
		"category": "Warning",
		"label": "Changed Block Tracking (CBT) not enabled",
		"assessment": "Warm migration needs changed block tracking; enable it before the machine is migrated warm.",
	}
}

concerns contains flag if {
	some disk in change_tracking_disabled_per_disk
	flag := {
		"id": "vmware.changed_block_tracking.disk.disabled",
		"category": "Warning",
		"label": sprintf("Disk - %s%d:%d does not have CBT enabled", [disk.bus, disk.controllerKey % 100, disk.unitNumber]),
		"assessment": "Warm migration needs changed block tracking on every disk; enable it for this disk.",
	}
}
