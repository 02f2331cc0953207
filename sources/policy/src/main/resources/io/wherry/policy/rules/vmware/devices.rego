package io.konveyor.forklift.vmware

import rego.v1

has_device(kind) if {
	some device in input.devices
	device.kind == kind
}

has_passthrough_device if has_device("VirtualPCIPassthrough")

has_sriov_device if has_device("VirtualSriovEthernetCard")

has_usb_controller if has_device("VirtualUSBController")

concerns contains flag if {
	has_passthrough_device
	flag := {
		"id": "vmware.passthrough_device.detected",
		"category": "Critical",
		"label": "Passthrough device detected",
		"assessment": "Devices passed through (PCI or SCSI) cannot be migrated; remove them first.",
	}
}

concerns contains flag if {
	has_sriov_device
	flag := {
		"id": "vmware.device.sriov.detected",
		"category": "Warning",
		"label": "SR-IOV passthrough adapter configuration detected",
		"assessment": "Configure SR-IOV at the target after the migration.",
	}
}

concerns contains flag if {
	has_usb_controller
	flag := {
		"id": "vmware.usb_controller.detected",
		"category": "Warning",
		"label": "USB controller detected",
		"assessment": "Devices attached by USB are not migrated.",
	}
}
