package io.konveyor.forklift.openstack

import rego.v1

invalid_volumes contains volume if {
	some volume in input.volumes
	volume.size <= 0
}

usable_volumes contains i if {
	some i
	input.volumes[i].status in {"available", "in-use"}
}

unsupported_disk_status if count(usable_volumes) != count(input.volumes)

has_shared_disk if {
	some volume in input.volumes
	count(volume.attachments) > 1
}

concerns contains flag if {
	some volume in invalid_volumes
	flag := {
		"id": "openstack.disk.capacity.invalid",
		"category": "Critical",
		"label": sprintf("Volume '%v' has an invalid size of %v GB", [volume.name, volume.size]),
		"assessment": "The size of a volume must be greater than zero.",
	}
}

concerns contains flag if {
	unsupported_disk_status
	flag := {
		"id": "openstack.disk.status.unsupported",
		"category": "Critical",
		"label": "VM has one or more disks with an unsupported status",
		"assessment": "Only volumes that are available or in use can be copied; the transfer will likely fail.",
	}
}

concerns contains flag if {
	has_shared_disk
	flag := {
		"id": "openstack.disk.shared.detected",
		"category": "Warning",
		"label": "Shared disk detected",
		"assessment": "Volumes attached to several machines are not supported.",
	}
}
