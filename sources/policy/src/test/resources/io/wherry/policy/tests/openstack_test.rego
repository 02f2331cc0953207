# One test for each row of the table of default rules: machines it fires for, and machines it does not.
package io.konveyor.forklift.openstack

import rego.v1

_fires(id, category, label, vm) if {
	answer := validate with input as vm
	some concern in answer.concerns
	concern.id == id
	concern.category == category
	concern.label == label
	concern.assessment != ""
}

_silent(id, vm) if {
	answer := validate with input as vm
	every concern in answer.concerns {
		concern.id != id
	}
}

test_bios_boot_menu_enabled if {
	_fires("openstack.bios.boot_menu.enabled", "Warning", "VM has BIOS boot menu enabled", {"name": "vm", "image": {"properties": {"hw_boot_menu": "true"}}})
	_silent("openstack.bios.boot_menu.enabled", {"name": "vm", "image": {"properties": {"hw_boot_menu": "false"}}})
	_silent("openstack.bios.boot_menu.enabled", {"name": "vm", "image": {"properties": {"hw_boot_menu": true}}})
	_silent("openstack.bios.boot_menu.enabled", {"name": "vm"})
}

test_cpu_shares_defined if {
	_fires("openstack.cpu.shares.defined", "Warning", "VM has CPU Shares Defined", {"name": "vm", "flavor": {"extraSpecs": {"quota:cpu_shares": "1"}}})
	_silent("openstack.cpu.shares.defined", {"name": "vm", "flavor": {"extraSpecs": {}}})
	_silent("openstack.cpu.shares.defined", {"name": "vm"})
}

test_disk_count_exceeds_limit if {
	_fires("openstack.disk.count.exceeds.limit", "Warning", "VM has 166 disks, which exceeds the limit of 165", {"name": "vm", "volumes": [{"id": sprintf("%d", [i])} | some i in numbers.range(1, 166)]})
	_silent("openstack.disk.count.exceeds.limit", {"name": "vm", "volumes": [{"id": sprintf("%d", [i])} | some i in numbers.range(1, 165)]})
}

test_disk_unsupported_interface if {
	_fires("openstack.disk.unsupported_interface", "Warning", "Unsupported disk interface type detected", {"name": "vm", "image": {"properties": {"hw_disk_bus": "ide"}}})
	_fires("openstack.disk.unsupported_interface", "Warning", "Unsupported disk interface type detected", {"name": "vm"})
	_silent("openstack.disk.unsupported_interface", {"name": "vm", "image": {"properties": {"hw_disk_bus": "virtio"}}})
	_silent("openstack.disk.unsupported_interface", {"name": "vm", "image": {"properties": {"hw_disk_bus": "scsi"}}})
}

test_disk_capacity_invalid if {
	_fires("openstack.disk.capacity.invalid", "Critical", "Volume 'root' has an invalid size of 0 GB", {"name": "vm", "volumes": [{"name": "root", "size": 0}]})
	_silent("openstack.disk.capacity.invalid", {"name": "vm", "volumes": [{"name": "root", "size": 1}]})
	_silent("openstack.disk.capacity.invalid", {"name": "vm", "volumes": [{"name": "root"}]})
}

test_disk_status_unsupported if {
	_fires("openstack.disk.status.unsupported", "Critical", "VM has one or more disks with an unsupported status", {"name": "vm", "volumes": [{"status": "error"}]})
	_fires("openstack.disk.status.unsupported", "Critical", "VM has one or more disks with an unsupported status", {"name": "vm", "volumes": [{}]})
	_silent("openstack.disk.status.unsupported", {"name": "vm", "volumes": [{"status": "in-use"}]})
	_silent("openstack.disk.status.unsupported", {"name": "vm", "volumes": [{"status": "available"}]})
	_silent("openstack.disk.status.unsupported", {"name": "vm", "volumes": []})
	_silent("openstack.disk.status.unsupported", {"name": "vm", "volumes": null})
	_silent("openstack.disk.status.unsupported", {"name": "vm"})
}

test_network_floating_ips_detected if {
	_fires("openstack.network.floating_ips.detected", "Warning", "Floating IPs detected", {"name": "vm", "addresses": {"net": [{"OS-EXT-IPS:type": "fixed"}, {"OS-EXT-IPS:type": "floating"}]}})
	_silent("openstack.network.floating_ips.detected", {"name": "vm", "addresses": {"net": [{"OS-EXT-IPS:type": "fixed"}]}})
	_silent("openstack.network.floating_ips.detected", {"name": "vm"})
}

test_host_devices_mapped if {
	_fires("openstack.host_devices.mapped", "Warning", "VM has mapped host devices", {"name": "vm", "flavor": {"extraSpecs": {"pci_passthrough:alias": "gpu:1"}}})
	_silent("openstack.host_devices.mapped", {"name": "vm", "flavor": {"extraSpecs": {}}})
	_silent("openstack.host_devices.mapped", {"name": "vm"})
}

test_vm_name_invalid if {
	_fires("openstack.vm.name.invalid", "Warning", "Invalid VM Name", {"name": "a b"})
	_fires("openstack.vm.name.invalid", "Warning", "Invalid VM Name", {"name": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
	_silent("openstack.vm.name.invalid", {"name": "a-b"})
}

test_numa_tuning_detected if {
	_fires("openstack.numa_tuning.detected", "Warning", "NUMA tuning detected", {"name": "vm", "flavor": {"extraSpecs": {"hw:pci_numa_affinity_policy": "required"}}})
	_fires("openstack.numa_tuning.detected", "Warning", "NUMA tuning detected", {"name": "vm", "flavor": {"extraSpecs": {"hw:numa_nodes": "2"}}})
	_silent("openstack.numa_tuning.detected", {"name": "vm", "flavor": {"extraSpecs": {}}})
	_silent("openstack.numa_tuning.detected", {"name": "vm"})
}

test_secure_boot_detected if {
	_fires("openstack.secure_boot.detected", "Warning", "UEFI secure boot detected", {"name": "vm", "image": {"properties": {"os_secure_boot": "required"}}})
	_fires("openstack.secure_boot.detected", "Warning", "UEFI secure boot detected", {"name": "vm", "flavor": {"extraSpecs": {"os:secure_boot": "required"}}})
	_silent("openstack.secure_boot.detected", {"name": "vm", "image": {"properties": {"os_secure_boot": "disabled"}}})
	_silent("openstack.secure_boot.detected", {"name": "vm"})
}

test_disk_shared_detected if {
	_fires("openstack.disk.shared.detected", "Warning", "Shared disk detected", {"name": "vm", "volumes": [{"attachments": [{}, {}]}]})
	_silent("openstack.disk.shared.detected", {"name": "vm", "volumes": [{"attachments": [{}]}]})
	_silent("openstack.disk.shared.detected", {"name": "vm", "volumes": [{}]})
}

test_network_vif_model_unsupported if {
	_fires("openstack.network.vif_model.unsupported", "Warning", "Unsupported VIF model detected", {"name": "vm", "image": {"properties": {"hw_vif_model": "vmxnet3"}}})
	_fires("openstack.network.vif_model.unsupported", "Warning", "Unsupported VIF model detected", {"name": "vm"})
	_silent("openstack.network.vif_model.unsupported", {"name": "vm", "image": {"properties": {"hw_vif_model": "virtio"}}})
	_silent("openstack.network.vif_model.unsupported", {"name": "vm", "image": {"properties": {"hw_vif_model": "e1000e"}}})
}

test_os_unsupported if {
	_fires("openstack.os.unsupported", "Warning", "Unsupported operative system detected", {"name": "vm", "image": {"properties": {"os_distro": "arch", "os_version": "1"}}})
	_fires("openstack.os.unsupported", "Warning", "Unsupported operative system detected", {"name": "vm", "image": {"properties": {"os_distro": "rhel", "os_version": "6.9"}}})
	_silent("openstack.os.unsupported", {"name": "vm", "image": {"properties": {"os_distro": "rhel", "os_version": "9.2"}}})
	_silent("openstack.os.unsupported", {"name": "vm", "image": {"properties": {"os_distro": "windows", "os_version": "2k22"}}})
	_silent("openstack.os.unsupported", {"name": "vm", "image": {"properties": {"os_distro": "fedora", "os_version": "38"}}})
	_silent("openstack.os.unsupported", {"name": "vm", "image": {"properties": {"os_distro": "arch"}}})
	_silent("openstack.os.unsupported", {"name": "vm"})
}

test_vm_status_invalid if {
	_fires("openstack.vm.status.invalid", "Warning", "VM has a status condition that may prevent successful migration", {"name": "vm", "status": "ERROR"})
	_silent("openstack.vm.status.invalid", {"name": "vm", "status": "ACTIVE"})
	_silent("openstack.vm.status.invalid", {"name": "vm", "status": "SHUTOFF"})
	_silent("openstack.vm.status.invalid", {"name": "vm"})
}

test_watchdog_detected if {
	_fires("openstack.watchdog.detected", "Warning", "Watchdog detected", {"name": "vm", "flavor": {"extraSpecs": {"hw:watchdog_action": "reset"}}})
	_fires("openstack.watchdog.detected", "Warning", "Watchdog detected", {"name": "vm", "image": {"properties": {"hw_watchdog_action": "reset"}}})
	_silent("openstack.watchdog.detected", {"name": "vm", "flavor": {"extraSpecs": {}}})
	_silent("openstack.watchdog.detected", {"name": "vm", "image": {"properties": {}}})
	_silent("openstack.watchdog.detected", {"name": "vm"})
}

test_version if {
	rules_version == {"rules_version": 6}
}

test_a_machine_without_name_is_an_error if {
	answer := validate with input as {"name": 7}
	count(answer.errors) == 1
}

test_no_input_is_no_machine if {
	not valid_input with input as null
}
