package io.konveyor.forklift.ovirt

import rego.v1

max_disk_count := 165

has_too_many_disks if count(input.diskAttachments) > max_disk_count

concerns contains flag if {
	has_too_many_disks
	flag := {
		"id": "ovirt.disk.count.exceeds.limit",
		"category": "Warning",
		"label": sprintf("VM has %d disks, which exceeds the limit of %d", [count(input.diskAttachments), max_disk_count]),
		"assessment": "More disks than the target supports; migration of the machine may run into trouble with the network of the target.",
	}
}
