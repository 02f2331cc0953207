# One test for each row of the table of default rules: machines it fires for, and machines it does not.
package io.konveyor.forklift.ovirt

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

test_memory_ballooning_enabled if {
	_fires("ovirt.memory.ballooning.enabled", "Information", "VM has memory ballooning enabled", {"name": "vm", "balloonedMemory": true})
	_silent("ovirt.memory.ballooning.enabled", {"name": "vm", "balloonedMemory": false})
	_silent("ovirt.memory.ballooning.enabled", {"name": "vm"})
}

test_bios_boot_menu_enabled if {
	_fires("ovirt.bios.boot_menu.enabled", "Warning", "VM has BIOS boot menu enabled", {"name": "vm", "bootMenuEnabled": true})
	_silent("ovirt.bios.boot_menu.enabled", {"name": "vm", "bootMenuEnabled": false})
	_silent("ovirt.bios.boot_menu.enabled", {"name": "vm"})
}

test_cpu_custom_model_detected if {
	_fires("ovirt.cpu.custom_model.detected", "Warning", "Custom CPU Model detected", {"name": "vm", "customCpuModel": "EPYC"})
	_silent("ovirt.cpu.custom_model.detected", {"name": "vm", "customCpuModel": ""})
	_silent("ovirt.cpu.custom_model.detected", {"name": "vm"})
}

test_cpu_pinning_policy_unsupported if {
	_fires("ovirt.cpu.pinning_policy.unsupported", "Warning", "Unsupported CPU pinning policy detected", {"name": "vm", "cpuPinningPolicy": "resize_and_pin_numa"})
	_fires("ovirt.cpu.pinning_policy.unsupported", "Warning", "Unsupported CPU pinning policy detected", {"name": "vm", "cpuPinningPolicy": "isolate_threads"})
	_silent("ovirt.cpu.pinning_policy.unsupported", {"name": "vm", "cpuPinningPolicy": "none"})
	_silent("ovirt.cpu.pinning_policy.unsupported", {"name": "vm"})
}

test_cpu_shares_defined if {
	_fires("ovirt.cpu.shares.defined", "Warning", "VM has CPU Shares Defined", {"name": "vm", "cpuShares": 1})
	_silent("ovirt.cpu.shares.defined", {"name": "vm", "cpuShares": 0})
	_silent("ovirt.cpu.shares.defined", {"name": "vm"})
}

test_cpu_tuning_detected if {
	_fires("ovirt.cpu.tuning.detected", "Warning", "CPU tuning detected", {"name": "vm", "cpuAffinity": [{"cpu": 1}]})
	_silent("ovirt.cpu.tuning.detected", {"name": "vm", "cpuAffinity": []})
	_silent("ovirt.cpu.tuning.detected", {"name": "vm"})
}

test_vm_custom_properties_detected if {
	_fires("ovirt.vm.custom_properties.detected", "Warning", "VM custom properties detected", {"name": "vm", "properties": [{"name": "x"}]})
	_silent("ovirt.vm.custom_properties.detected", {"name": "vm", "properties": []})
	_silent("ovirt.vm.custom_properties.detected", {"name": "vm"})
}

test_disk_count_exceeds_limit if {
	_fires("ovirt.disk.count.exceeds.limit", "Warning", "VM has 166 disks, which exceeds the limit of 165", {"name": "vm", "diskAttachments": [{"id": sprintf("%d", [i])} | some i in numbers.range(1, 166)]})
	_silent("ovirt.disk.count.exceeds.limit", {"name": "vm", "diskAttachments": [{"id": sprintf("%d", [i])} | some i in numbers.range(1, 165)]})
}

test_disk_interface_type_unsupported if {
	_fires("ovirt.disk.interface_type.unsupported", "Warning", "Unsupported disk interface type detected", {"name": "vm", "diskAttachments": [{"id": "a", "interface": "ide"}]})
	_silent("ovirt.disk.interface_type.unsupported", {"name": "vm", "diskAttachments": [{"id": "a", "interface": "virtio"}]})
	_silent("ovirt.disk.interface_type.unsupported", {"name": "vm", "diskAttachments": [{"id": "a", "interface": "virtio_scsi"}]})
	_silent("ovirt.disk.interface_type.unsupported", {"name": "vm"})
}

test_disk_capacity_invalid if {
	_fires("ovirt.disk.capacity.invalid", "Critical", "Disk has an invalid capacity", {"name": "vm", "diskAttachments": [{"disk": {"provisionedSize": 0}}]})
	_fires("ovirt.disk.capacity.invalid", "Critical", "Disk has an invalid capacity", {"name": "vm", "diskAttachments": [{"disk": {"lun": {"logicalUnits": {"logicalUnit": [{"size": 0}]}}}}]})
	_silent("ovirt.disk.capacity.invalid", {"name": "vm", "diskAttachments": [{"disk": {"provisionedSize": 1}}]})
	_silent("ovirt.disk.capacity.invalid", {"name": "vm", "diskAttachments": [{"disk": {"provisionedSize": 0, "lun": {"logicalUnits": {"logicalUnit": [{"size": 9}]}}}}]})
}

test_disk_illegal_or_locked_status if {
	_fires("ovirt.disk.illegal_or_locked_status", "Critical", "VM has an illegal or locked disk status condition", {"name": "vm", "diskAttachments": [{"disk": {"status": "illegal"}}]})
	_fires("ovirt.disk.illegal_or_locked_status", "Critical", "VM has an illegal or locked disk status condition", {"name": "vm", "diskAttachments": [{"disk": {"status": "locked"}}]})
	_silent("ovirt.disk.illegal_or_locked_status", {"name": "vm", "diskAttachments": [{"disk": {"status": "ok"}}]})
	_silent("ovirt.disk.illegal_or_locked_status", {"name": "vm", "diskAttachments": [{"disk": {}}]})
}

test_disk_storage_type_unsupported if {
	_fires("ovirt.disk.storage_type.unsupported", "Critical", "Unsupported disk storage type detected", {"name": "vm", "diskAttachments": [{"disk": {"storageType": "cinder"}}]})
	_fires("ovirt.disk.storage_type.unsupported", "Critical", "Unsupported disk storage type detected", {"name": "vm", "diskAttachments": [{"disk": {}}]})
	_silent("ovirt.disk.storage_type.unsupported", {"name": "vm", "diskAttachments": [{"disk": {"storageType": "image"}}]})
	_silent("ovirt.disk.storage_type.unsupported", {"name": "vm", "diskAttachments": [{"disk": {"storageType": "lun"}}]})
	_silent("ovirt.disk.storage_type.unsupported", {"name": "vm"})
}

test_display_type_spice_enabled if {
	_fires("ovirt.display_type.spice.enabled", "Information", "VM Display Type", {"name": "vm", "display": "spice"})
	_silent("ovirt.display_type.spice.enabled", {"name": "vm", "display": "vnc"})
	_silent("ovirt.display_type.spice.enabled", {"name": "vm"})
}

test_ha_enabled if {
	_fires("ovirt.ha.enabled", "Warning", "VM configured as HA", {"name": "vm", "haEnabled": true})
	_silent("ovirt.ha.enabled", {"name": "vm", "haEnabled": false})
	_silent("ovirt.ha.enabled", {"name": "vm"})
}

test_ha_reservation_enabled if {
	_fires("ovirt.ha.reservation.enabled", "Warning", "Cluster has HA reservation", {"name": "vm", "cluster": {"haReservation": true}})
	_silent("ovirt.ha.reservation.enabled", {"name": "vm", "cluster": {"haReservation": false}})
	_silent("ovirt.ha.reservation.enabled", {"name": "vm"})
}

test_host_devices_mapped if {
	_fires("ovirt.host_devices.mapped", "Warning", "VM has mapped host devices", {"name": "vm", "hostDevices": [{}]})
	_silent("ovirt.host_devices.mapped", {"name": "vm", "hostDevices": []})
	_silent("ovirt.host_devices.mapped", {"name": "vm"})
}

test_disk_illegal_images_detected if {
	_fires("ovirt.disk.illegal_images.detected", "Critical", "Illegal disk images detected", {"name": "vm", "hasIllegalImages": true})
	_silent("ovirt.disk.illegal_images.detected", {"name": "vm", "hasIllegalImages": false})
	_silent("ovirt.disk.illegal_images.detected", {"name": "vm"})
}

test_iothreads_configured if {
	_fires("ovirt.iothreads.configured", "Information", "IO Threads configuration detected", {"name": "vm", "ioThreads": 2})
	_silent("ovirt.iothreads.configured", {"name": "vm", "ioThreads": 1})
	_silent("ovirt.iothreads.configured", {"name": "vm"})
}

test_cluster_ksm_enabled if {
	_fires("ovirt.cluster.ksm_enabled", "Warning", "Cluster has KSM enabled", {"name": "vm", "cluster": {"ksmEnabled": true}})
	_silent("ovirt.cluster.ksm_enabled", {"name": "vm", "cluster": {"ksmEnabled": false}})
	_silent("ovirt.cluster.ksm_enabled", {"name": "vm"})
}

test_name_invalid if {
	_fires("ovirt.name.invalid", "Warning", "Invalid VM Name", {"name": "a b"})
	_fires("ovirt.name.invalid", "Warning", "Invalid VM Name", {"name": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
	_silent("ovirt.name.invalid", {"name": "a-b"})
	_silent("ovirt.name.invalid", {"name": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
}

test_nic_custom_properties_detected if {
	_fires("ovirt.nic.custom_properties.detected", "Warning", "vNIC custom properties detected", {"name": "vm", "nics": [{"profile": {"properties": [{}]}}]})
	_silent("ovirt.nic.custom_properties.detected", {"name": "vm", "nics": [{"profile": {"properties": []}}]})
	_silent("ovirt.nic.custom_properties.detected", {"name": "vm", "nics": [{}]})
}

test_nic_interface_type_unsupported if {
	_fires("ovirt.nic.interface_type.unsupported", "Warning", "Unsupported NIC interface type detected", {"name": "vm", "nics": [{"id": "n", "interface": "pci_passthrough"}]})
	_silent("ovirt.nic.interface_type.unsupported", {"name": "vm", "nics": [{"id": "n", "interface": "virtio"}]})
	_silent("ovirt.nic.interface_type.unsupported", {"name": "vm", "nics": [{"id": "n", "interface": "e1000"}]})
	_silent("ovirt.nic.interface_type.unsupported", {"name": "vm"})
}

test_nic_network_filter_detected if {
	_fires("ovirt.nic.network_filter.detected", "Warning", "NIC with network filter detected", {"name": "vm", "nics": [{"profile": {"networkFilter": "f"}}]})
	_silent("ovirt.nic.network_filter.detected", {"name": "vm", "nics": [{"profile": {"networkFilter": ""}}]})
	_silent("ovirt.nic.network_filter.detected", {"name": "vm", "nics": [{}]})
}

test_nic_pci_passthrough_detected if {
	_fires("ovirt.nic.pci_passthrough.detected", "Warning", "NIC with host device passthrough detected", {"name": "vm", "nics": [{"interface": "pci_passthrough"}]})
	_silent("ovirt.nic.pci_passthrough.detected", {"name": "vm", "nics": [{"interface": "virtio"}]})
}

test_nic_unplugged_detected if {
	_fires("ovirt.nic.unplugged.detected", "Warning", "Unplugged NIC detected", {"name": "vm", "nics": [{"plugged": false}]})
	_silent("ovirt.nic.unplugged.detected", {"name": "vm", "nics": [{"plugged": true}]})
	_silent("ovirt.nic.unplugged.detected", {"name": "vm", "nics": [{}]})
}

test_nic_port_mirroring_detected if {
	_fires("ovirt.nic.port_mirroring.detected", "Warning", "NIC with port mirroring detected", {"name": "vm", "nics": [{"profile": {"portMirroring": true}}]})
	_silent("ovirt.nic.port_mirroring.detected", {"name": "vm", "nics": [{"profile": {"portMirroring": false}}]})
	_silent("ovirt.nic.port_mirroring.detected", {"name": "vm", "nics": [{}]})
}

test_nic_qos_detected if {
	_fires("ovirt.nic.qos.detected", "Warning", "NIC with QoS settings detected", {"name": "vm", "nics": [{"profile": {"qos": "q"}}]})
	_silent("ovirt.nic.qos.detected", {"name": "vm", "nics": [{"profile": {"qos": ""}}]})
	_silent("ovirt.nic.qos.detected", {"name": "vm", "nics": [{}]})
}

test_numa_tuning_detected if {
	_fires("ovirt.numa.tuning.detected", "Warning", "NUMA tuning detected", {"name": "vm", "numaNodeAffinity": ["0"]})
	_silent("ovirt.numa.tuning.detected", {"name": "vm", "numaNodeAffinity": []})
	_silent("ovirt.numa.tuning.detected", {"name": "vm"})
}

test_snapshot_online_memory_detected if {
	_fires("ovirt.snapshot.online_memory.detected", "Warning", "Online (memory) snapshot detected", {"name": "vm", "snapshots": [{"persistMemory": true}]})
	_silent("ovirt.snapshot.online_memory.detected", {"name": "vm", "snapshots": [{"persistMemory": false}]})
	_silent("ovirt.snapshot.online_memory.detected", {"name": "vm"})
}

test_placement_policy_affinity_set if {
	_fires("ovirt.placement_policy.affinity_set", "Warning", "Placement policy affinity", {"name": "vm", "placementPolicyAffinity": "migratable"})
	_silent("ovirt.placement_policy.affinity_set", {"name": "vm", "placementPolicyAffinity": "pinned"})
	_silent("ovirt.placement_policy.affinity_set", {"name": "vm"})
}

test_disk_scsi_reservation_enabled if {
	_fires("ovirt.disk.scsi_reservation.enabled", "Warning", "Shared disk detected", {"name": "vm", "diskAttachments": [{"scsiReservation": true}]})
	_silent("ovirt.disk.scsi_reservation.enabled", {"name": "vm", "diskAttachments": [{"scsiReservation": false}]})
	_silent("ovirt.disk.scsi_reservation.enabled", {"name": "vm", "diskAttachments": [{}]})
}

test_secure_boot_detected if {
	_fires("ovirt.secure_boot.detected", "Warning", "UEFI secure boot detected", {"name": "vm", "bios": "q35_secure_boot"})
	_silent("ovirt.secure_boot.detected", {"name": "vm", "bios": "q35_ovmf"})
	_silent("ovirt.secure_boot.detected", {"name": "vm"})
}

test_disk_shared_detected if {
	_fires("ovirt.disk.shared.detected", "Warning", "Shared disk detected", {"name": "vm", "diskAttachments": [{"disk": {"shared": true}}]})
	_silent("ovirt.disk.shared.detected", {"name": "vm", "diskAttachments": [{"disk": {"shared": false}}]})
	_silent("ovirt.disk.shared.detected", {"name": "vm", "diskAttachments": [{}]})
}

test_storage_resume_behavior_unsupported if {
	_fires("ovirt.storage.resume_behavior.unsupported", "Information", "VM storage error resume behavior", {"name": "vm", "storageErrorResumeBehaviour": "kill"})
	_silent("ovirt.storage.resume_behavior.unsupported", {"name": "vm", "storageErrorResumeBehaviour": "auto_resume"})
	_silent("ovirt.storage.resume_behavior.unsupported", {"name": "vm"})
}

test_tpm_required_by_os if {
	_fires("ovirt.tpm.required_by_os", "Warning", "TPM detected", {"name": "vm", "osType": "windows_2022"})
	_fires("ovirt.tpm.required_by_os", "Warning", "TPM detected", {"name": "vm", "osType": "windows_11"})
	_silent("ovirt.tpm.required_by_os", {"name": "vm", "osType": "rhel_9x64"})
	_silent("ovirt.tpm.required_by_os", {"name": "vm"})
}

test_usb_enabled if {
	_fires("ovirt.usb.enabled", "Warning", "USB support enabled", {"name": "vm", "usbEnabled": true})
	_silent("ovirt.usb.enabled", {"name": "vm", "usbEnabled": false})
	_silent("ovirt.usb.enabled", {"name": "vm"})
}

test_os_unsupported if {
	_fires("ovirt.os.unsupported", "Warning", "Unsupported operating system detected", {"name": "vm", "osType": "rhel_6x64"})
	_silent("ovirt.os.unsupported", {"name": "vm", "osType": "rhel_9x64"})
	_silent("ovirt.os.unsupported", {"name": "vm"})
}

test_vm_status_invalid if {
	_fires("ovirt.vm.status_invalid", "Warning", "VM has a status condition that may prevent successful migration", {"name": "vm", "status": "paused"})
	_silent("ovirt.vm.status_invalid", {"name": "vm", "status": "up"})
	_silent("ovirt.vm.status_invalid", {"name": "vm", "status": "powering_down"})
	_silent("ovirt.vm.status_invalid", {"name": "vm", "status": 3})
	_silent("ovirt.vm.status_invalid", {"name": "vm"})
}

test_watchdog_enabled if {
	_fires("ovirt.watchdog.enabled", "Warning", "Watchdog detected", {"name": "vm", "watchDogs": [{}]})
	_silent("ovirt.watchdog.enabled", {"name": "vm", "watchDogs": []})
	_silent("ovirt.watchdog.enabled", {"name": "vm"})
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
