package io.konveyor.forklift.openstack

import rego.v1

properties := object.get(object.get(input, "image", {}), "properties", {})

default supported_disk_bus := false

supported_disk_bus if regex.match(`sata|scsi|virtio`, properties.hw_disk_bus)

default supported_vif_model := false

supported_vif_model if regex.match(`e1000|e1000e|rtl8139|virtio|ne2k_pci|pcnet`, properties.hw_vif_model)

supported_os := [
	["rhel|centos", `^7|^8|^9`],
	["windows", `2008|2012|2016|2019|2022|2k8|2k12|2k16|2k19|2k22|^7|^8|^10|^11`],
	["fedora", `36|37|38`],
]

is_supported_os if {
	some pair in supported_os
	regex.match(pair[0], properties.os_distro)
	regex.match(pair[1], properties.os_version)
}

unsupported_os if {
	_ = properties.os_distro
	_ = properties.os_version
	not is_supported_os
}

concerns contains flag if {
	properties.hw_boot_menu == "true"
	flag := {
		"id": "openstack.bios.boot_menu.enabled",
		"category": "Warning",
		"label": "VM has BIOS boot menu enabled",
		"assessment": "The boot menu is off at the target.",
	}
}

concerns contains flag if {
	not supported_disk_bus
	flag := {
		"id": "openstack.disk.unsupported_interface",
		"category": "Warning",
		"label": "Unsupported disk interface type detected",
		"assessment": "The disks get the interface virtio at the target.",
	}
}

concerns contains flag if {
	not supported_vif_model
	flag := {
		"id": "openstack.network.vif_model.unsupported",
		"category": "Warning",
		"label": "Unsupported VIF model detected",
		"assessment": "The network adapters get the model virtio at the target.",
	}
}

concerns contains flag if {
	unsupported_os
	flag := {
		"id": "openstack.os.unsupported",
		"category": "Warning",
		"label": "Unsupported operative system detected",
		"assessment": "The operating system of the guest is not supported; the migration may fail.",
	}
}
