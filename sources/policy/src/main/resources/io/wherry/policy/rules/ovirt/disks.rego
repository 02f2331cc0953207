package io.konveyor.forklift.ovirt

import rego.v1

supported_interfaces contains i if {
	some i
	regex.match(`sata|virtio_scsi|virtio`, input.diskAttachments[i].interface)
}

known_attachments contains i if {
	some i
	_ = input.diskAttachments[i].id
}

unsupported_disk_interface if count(supported_interfaces) != count(known_attachments)

is_lun(attachment) if _ = attachment.disk.lun

default has_lun(_) := false

has_lun(attachment) if is_lun(attachment)

invalid_capacity if {
	some attachment in input.diskAttachments
	has_lun(attachment)
	some unit in attachment.disk.lun.logicalUnits.logicalUnit
	unit.size <= 0
}

invalid_capacity if {
	some attachment in input.diskAttachments
	not has_lun(attachment)
	attachment.disk.provisionedSize <= 0
}

illegal_or_locked if {
	some attachment in input.diskAttachments
	regex.match(`illegal|locked`, attachment.disk.status)
}

supported_storage contains i if {
	some i
	input.diskAttachments[i].disk.storageType in {"image", "lun"}
}

unsupported_storage if count(supported_storage) != count(input.diskAttachments)

scsi_reservation if {
	some attachment in input.diskAttachments
	attachment.scsiReservation == true
}

has_shared_disk if {
	some attachment in input.diskAttachments
	attachment.disk.shared == true
}

concerns contains flag if {
	unsupported_disk_interface
	flag := {
		"id": "ovirt.disk.interface_type.unsupported",
		"category": "Warning",
		"label": "Unsupported disk interface type detected",
		"assessment": "The disks get the interface virtio at the target.",
	}
}

concerns contains flag if {
	invalid_capacity
	flag := {
		"id": "ovirt.disk.capacity.invalid",
		"category": "Critical",
		"label": "Disk has an invalid capacity",
		"assessment": "The size of a disk must be greater than zero.",
	}
}

concerns contains flag if {
	illegal_or_locked
	flag := {
		"id": "ovirt.disk.illegal_or_locked_status",
		"category": "Critical",
		"label": "VM has an illegal or locked disk status condition",
		"assessment": "The transfer of a disk that is illegal or locked will likely fail.",
	}
}

concerns contains flag if {
	unsupported_storage
	flag := {
		"id": "ovirt.disk.storage_type.unsupported",
		"category": "Critical",
		"label": "Unsupported disk storage type detected",
		"assessment": "Only images and LUNs are supported, so that the transfer will likely fail.",
	}
}

concerns contains flag if {
	scsi_reservation
	flag := {
		"id": "ovirt.disk.scsi_reservation.enabled",
		"category": "Warning",
		"label": "Shared disk detected",
		"assessment": "Disks with SCSI reservations are shared disks, which are not supported.",
	}
}

concerns contains flag if {
	has_shared_disk
	flag := {
		"id": "ovirt.disk.shared.detected",
		"category": "Warning",
		"label": "Shared disk detected",
		"assessment": "Disks shared by machines are not supported.",
	}
}
