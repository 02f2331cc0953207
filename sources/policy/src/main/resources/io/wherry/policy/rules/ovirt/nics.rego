package io.konveyor.forklift.ovirt

import rego.v1

supported_nics contains i if {
	some i
	regex.match(`e1000|rtl8139|virtio`, input.nics[i].interface)
}

known_nics contains i if {
	some i
	_ = input.nics[i].id
}

unsupported_nic_interface if count(supported_nics) != count(known_nics)

custom_nic_properties if {
	some nic in input.nics
	count(nic.profile.properties) > 0
}

network_filter if {
	some nic in input.nics
	nic.profile.networkFilter != ""
}

pci_passthrough if {
	some nic in input.nics
	regex.match(`pci_passthrough`, nic.interface)
}

unplugged_nic if {
	some nic in input.nics
	nic.plugged == false
}

port_mirroring if {
	some nic in input.nics
	nic.profile.portMirroring == true
}

qos if {
	some nic in input.nics
	nic.profile.qos != ""
}

concerns contains flag if {
	custom_nic_properties
	flag := {
		"id": "ovirt.nic.custom_properties.detected",
		"category": "Warning",
		"label": "vNIC custom properties detected",
		"assessment": "Custom properties of network adapters are not supported.",
	}
}

concerns contains flag if {
	unsupported_nic_interface
	flag := {
		"id": "ovirt.nic.interface_type.unsupported",
		"category": "Warning",
		"label": "Unsupported NIC interface type detected",
		"assessment": "The adapters get the interface virtio at the target.",
	}
}

concerns contains flag if {
	network_filter
	flag := {
		"id": "ovirt.nic.network_filter.detected",
		"category": "Warning",
		"label": "NIC with network filter detected",
		"assessment": "Network filters are not supported.",
	}
}

concerns contains flag if {
	pci_passthrough
	flag := {
		"id": "ovirt.nic.pci_passthrough.detected",
		"category": "Warning",
		"label": "NIC with host device passthrough detected",
		"assessment": "The adapter becomes an SR-IOV adapter; prepare the network for it.",
	}
}

concerns contains flag if {
	unplugged_nic
	flag := {
		"id": "ovirt.nic.unplugged.detected",
		"category": "Warning",
		"label": "Unplugged NIC detected",
		"assessment": "Adapters that are not plugged in are not supported.",
	}
}

concerns contains flag if {
	port_mirroring
	flag := {
		"id": "ovirt.nic.port_mirroring.detected",
		"category": "Warning",
		"label": "NIC with port mirroring detected",
		"assessment": "Port mirroring is not supported.",
	}
}

concerns contains flag if {
	qos
	flag := {
		"id": "ovirt.nic.qos.detected",
		"category": "Warning",
		"label": "NIC with QoS settings detected",
		"assessment": "Quality of service of network adapters is not supported.",
	}
}
