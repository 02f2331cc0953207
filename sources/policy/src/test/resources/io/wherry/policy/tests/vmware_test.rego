# One test for each row of the table of default rules: machines it fires for, and machines it does not.
package io.konveyor.forklift.vmware

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

test_changed_block_tracking_disabled if {
	_fires("vmware.changed_block_tracking.disabled", "Warning", "Changed Block Tracking (CBT) not enabled", {"name": "vm", "changeTrackingEnabled": false})
	_silent("vmware.changed_block_tracking.disabled", {"name": "vm", "changeTrackingEnabled": true})
	_silent("vmware.changed_block_tracking.disabled", {"name": "vm"})
	_silent("vmware.changed_block_tracking.disabled", {"name": "vm", "changeTrackingEnabled": null})
}

test_changed_block_tracking_disk_disabled if {
	_fires("vmware.changed_block_tracking.disk.disabled", "Warning", "Disk - scsi0:1 does not have CBT enabled", {"name": "vm", "disks": [{"bus": "scsi", "controllerKey": 1000, "unitNumber": 1, "changeTrackingEnabled": false}]})
	_silent("vmware.changed_block_tracking.disk.disabled", {"name": "vm", "disks": [{"bus": "scsi", "controllerKey": 1000, "unitNumber": 1, "changeTrackingEnabled": true}]})
	_silent("vmware.changed_block_tracking.disk.disabled", {"name": "vm", "disks": [{"bus": "scsi"}]})
}

test_consolidation_needed if {
	_fires("vmware.consolidation_needed", "Warning", "Snapshot consolidation required", {"name": "vm", "consolidationNeeded": true})
	_silent("vmware.consolidation_needed", {"name": "vm", "consolidationNeeded": false})
	_silent("vmware.consolidation_needed", {"name": "vm"})
}

test_cpu_affinity_detected if {
	_fires("vmware.cpu_affinity.detected", "Warning", "CPU affinity detected", {"name": "vm", "cpuAffinity": [1]})
	_silent("vmware.cpu_affinity.detected", {"name": "vm", "cpuAffinity": []})
	_silent("vmware.cpu_affinity.detected", {"name": "vm"})
	_silent("vmware.cpu_affinity.detected", {"name": "vm", "cpuAffinity": null})
}

test_cpu_memory_hotplug_enabled if {
	_fires("vmware.cpu_memory.hotplug.enabled", "Warning", "CPU/Memory hotplug detected", {"name": "vm", "cpuHotAddEnabled": true})
	_fires("vmware.cpu_memory.hotplug.enabled", "Warning", "CPU/Memory hotplug detected", {"name": "vm", "cpuHotRemoveEnabled": true})
	_fires("vmware.cpu_memory.hotplug.enabled", "Warning", "CPU/Memory hotplug detected", {"name": "vm", "memoryHotAddEnabled": true})
	_silent("vmware.cpu_memory.hotplug.enabled", {"name": "vm", "cpuHotAddEnabled": false, "cpuHotRemoveEnabled": false, "memoryHotAddEnabled": false})
	_silent("vmware.cpu_memory.hotplug.enabled", {"name": "vm"})
}

test_datastore_missing if {
	_fires("vmware.datastore.missing", "Critical", "Disk is not located on a datastore", {"name": "vm", "disks": [{"datastore": {"id": ""}}]})
	_silent("vmware.datastore.missing", {"name": "vm", "disks": [{"datastore": {"id": "ds-1"}}]})
	_silent("vmware.datastore.missing", {"name": "vm", "disks": [{}]})
}

test_disk_count_exceeds_limit if {
	_fires("vmware.disk.count.exceeds.limit", "Warning", "VM has 166 disks, which exceeds the limit of 165", {"name": "vm", "disks": [{"id": sprintf("%d", [i])} | some i in numbers.range(1, 166)]})
	_silent("vmware.disk.count.exceeds.limit", {"name": "vm", "disks": [{"id": sprintf("%d", [i])} | some i in numbers.range(1, 165)]})
	_silent("vmware.disk.count.exceeds.limit", {"name": "vm", "disks": null})
}

test_disk_mode_independent if {
	_fires("vmware.disk_mode.independent", "Warning", "Independent disk detected", {"name": "vm", "disks": [{"mode": "independent_persistent"}]})
	_fires("vmware.disk_mode.independent", "Warning", "Independent disk detected", {"name": "vm", "disks": [{"mode": "independent_nonpersistent"}]})
	_silent("vmware.disk_mode.independent", {"name": "vm", "disks": [{"mode": "persistent"}]})
	_silent("vmware.disk_mode.independent", {"name": "vm", "disks": [{}]})
}

test_disk_serial_truncated if {
	_fires("vmware.disk_serial.truncated", "Information", "Disk serial numbers may be truncated", {"name": "vm", "diskEnableUuid": true, "disks": [{"bus": "scsi"}]})
	_silent("vmware.disk_serial.truncated", {"name": "vm", "diskEnableUuid": true, "disks": [{"bus": "sata"}]})
	_silent("vmware.disk_serial.truncated", {"name": "vm", "diskEnableUuid": false, "disks": [{"bus": "scsi"}]})
}

test_disk_capacity_invalid if {
	_fires("vmware.disk.capacity.invalid", "Critical", "Disk '[ds] a.vmdk' has an invalid capacity of -1 bytes", {"name": "vm", "disks": [{"file": "[ds] a.vmdk", "capacity": -1}]})
	_silent("vmware.disk.capacity.invalid", {"name": "vm", "disks": [{"file": "[ds] a.vmdk", "capacity": 1}]})
	_silent("vmware.disk.capacity.invalid", {"name": "vm", "disks": [{"file": "x"}]})
}

test_dpm_enabled if {
	_fires("vmware.dpm.enabled", "Information", "vSphere DPM detected", {"name": "vm", "host": {"cluster": {"dpmEnabled": true}}})
	_silent("vmware.dpm.enabled", {"name": "vm", "host": {"cluster": {"dpmEnabled": false}}})
	_silent("vmware.dpm.enabled", {"name": "vm"})
}

test_drs_enabled if {
	_fires("vmware.drs.enabled", "Information", "VM running in a DRS-enabled cluster", {"name": "vm", "host": {"cluster": {"drsEnabled": true}}})
	_silent("vmware.drs.enabled", {"name": "vm", "host": {"cluster": {"drsEnabled": false}}})
	_silent("vmware.drs.enabled", {"name": "vm", "host": null})
}

test_fault_tolerance_enabled if {
	_fires("vmware.fault_tolerance.enabled", "Information", "Fault tolerance", {"name": "vm", "faultToleranceEnabled": true})
	_silent("vmware.fault_tolerance.enabled", {"name": "vm", "faultToleranceEnabled": false})
	_silent("vmware.fault_tolerance.enabled", {"name": "vm"})
}

test_guestdisks_freespace if {
	_fires("vmware.guestDisks.freespace", "Critical", "Insufficient free space for conversion on '/'", {"name": "vm", "guestDisks": [{"diskPath": "/", "freeSpace": 104857599}]})
	_silent("vmware.guestDisks.freespace", {"name": "vm", "guestDisks": [{"diskPath": "/", "freeSpace": 104857600}]})
	_silent("vmware.guestDisks.freespace", {"name": "vm", "guestDisks": [{"diskPath": "/boot", "freeSpace": 52428800}]})
	_silent("vmware.guestDisks.freespace", {"name": "vm", "guestDisks": [{"diskPath": "/var", "freeSpace": 10485760}]})
}

test_guestdisks_key_not_found if {
	_fires("vmware.guestDisks.key.not_found", "Information", "Missing disk key mapping for 'D:'", {"name": "vm", "guestId": "windows2019srv_64Guest", "guestDisks": [{"diskPath": "D:", "key": 0}]})
	_fires("vmware.guestDisks.key.not_found", "Information", "Missing disk key mapping for 'D:'", {"name": "vm", "guestId": "WINDOWS9Guest", "guestDisks": [{"diskPath": "D:"}]})
	_silent("vmware.guestDisks.key.not_found", {"name": "vm", "guestId": "windows9Guest", "guestDisks": [{"diskPath": "D:", "key": 2000}]})
	_silent("vmware.guestDisks.key.not_found", {"name": "vm", "guestId": "rhel9_64Guest", "guestDisks": [{"diskPath": "/", "key": 0}]})
}

test_host_affinity_detected if {
	_fires("vmware.host_affinity.detected", "Warning", "VM-Host affinity detected", {"name": "vm", "id": "vm-1", "host": {"cluster": {"hostAffinityVms": [{"id": "vm-2"}, {"id": "vm-1"}]}}})
	_silent("vmware.host_affinity.detected", {"name": "vm", "id": "vm-1", "host": {"cluster": {"hostAffinityVms": [{"id": "vm-2"}]}}})
	_silent("vmware.host_affinity.detected", {"name": "vm", "id": "vm-1"})
}

test_hostname_empty if {
	_fires("vmware.hostname.empty", "Warning", "Empty Host Name", {"name": "vm", "hostName": ""})
	_silent("vmware.hostname.empty", {"name": "vm", "hostName": "web"})
	_silent("vmware.hostname.empty", {"name": "vm"})
	_silent("vmware.hostname.empty", {"name": "vm", "hostName": null})
}

test_hostname_default if {
	_fires("vmware.hostname.default", "Warning", "Default Host Name", {"name": "vm", "hostName": "localhost.localdomain"})
	_silent("vmware.hostname.default", {"name": "vm", "hostName": "web"})
	_silent("vmware.hostname.default", {"name": "vm"})
}

test_vm_missing_ip_detected if {
	_fires("vmware.vm_missing_ip.detected", "Warning", "VM is missing IP addresses", {"name": "vm", "guestNetworks": []})
	_silent("vmware.vm_missing_ip.detected", {"name": "vm", "guestNetworks": [{}]})
	_silent("vmware.vm_missing_ip.detected", {"name": "vm", "guestNetworks": null})
	_silent("vmware.vm_missing_ip.detected", {"name": "vm"})
}

test_vm_name_invalid if {
	_fires("vmware.vm.name.invalid", "Warning", "Invalid VM Name", {"name": "a_b"})
	_fires("vmware.vm.name.invalid", "Warning", "Invalid VM Name", {"name": "-a"})
	_fires("vmware.vm.name.invalid", "Warning", "Invalid VM Name", {"name": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
	_silent("vmware.vm.name.invalid", {"name": "Web-01.x"})
	_silent("vmware.vm.name.invalid", {"name": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
	_silent("vmware.vm.name.invalid", {"name": ""})
}

test_numa_affinity_detected if {
	_fires("vmware.numa_affinity.detected", "Warning", "NUMA node affinity detected", {"name": "vm", "numaNodeAffinity": ["0"]})
	_silent("vmware.numa_affinity.detected", {"name": "vm", "numaNodeAffinity": []})
	_silent("vmware.numa_affinity.detected", {"name": "vm"})
}

test_passthrough_device_detected if {
	_fires("vmware.passthrough_device.detected", "Critical", "Passthrough device detected", {"name": "vm", "devices": [{"kind": "VirtualPCIPassthrough"}]})
	_silent("vmware.passthrough_device.detected", {"name": "vm", "devices": [{"kind": "VirtualSCSIPassthrough"}]})
	_silent("vmware.passthrough_device.detected", {"name": "vm", "devices": []})
}

test_disk_rdm_detected if {
	_fires("vmware.disk.rdm.detected", "Warning", "Raw Device Mapped disk detected", {"name": "vm", "disks": [{"rdm": true}]})
	_silent("vmware.disk.rdm.detected", {"name": "vm", "disks": [{"rdm": false}]})
	_silent("vmware.disk.rdm.detected", {"name": "vm", "disks": [{}]})
}

test_disk_shared_detected if {
	_fires("vmware.disk.shared.detected", "Warning", "Shared disk detected", {"name": "vm", "disks": [{"shared": true}]})
	_silent("vmware.disk.shared.detected", {"name": "vm", "disks": [{"shared": false}]})
	_silent("vmware.disk.shared.detected", {"name": "vm", "disks": [{}]})
}

test_snapshot_detected if {
	_fires("vmware.snapshot.detected", "Information", "VM snapshot detected", {"name": "vm", "snapshot": {"kind": "VirtualMachineSnapshot"}})
	_silent("vmware.snapshot.detected", {"name": "vm", "snapshot": {"kind": ""}})
	_silent("vmware.snapshot.detected", {"name": "vm"})
}

test_device_sriov_detected if {
	_fires("vmware.device.sriov.detected", "Warning", "SR-IOV passthrough adapter configuration detected", {"name": "vm", "devices": [{"kind": "VirtualSriovEthernetCard"}]})
	_silent("vmware.device.sriov.detected", {"name": "vm", "devices": [{"kind": "VirtualVmxnet3"}]})
}

test_tpm_detected if {
	_fires("vmware.tpm.detected", "Warning", "TPM detected", {"name": "vm", "tpmEnabled": true})
	_silent("vmware.tpm.detected", {"name": "vm", "tpmEnabled": false})
	_silent("vmware.tpm.detected", {"name": "vm"})
}

test_usb_controller_detected if {
	_fires("vmware.usb_controller.detected", "Warning", "USB controller detected", {"name": "vm", "devices": [{"kind": "VirtualUSBController"}]})
	_silent("vmware.usb_controller.detected", {"name": "vm", "devices": []})
}

test_os_unsupported if {
	_fires("vmware.os.unsupported", "Warning", "Unsupported operating system detected", {"name": "vm", "guestId": "other26xLinux64Guest"})
	_fires("vmware.os.unsupported", "Warning", "Unsupported operating system detected", {"name": "vm", "guestId": ""})
	_fires("vmware.os.unsupported", "Warning", "Unsupported operating system detected", {"name": "vm", "guestName": "Debian"})
	_fires("vmware.os.unsupported", "Warning", "Unsupported operating system detected", {"name": "vm", "guestId": "x", "guestNameFromVmwareTools": "Solaris", "guestName": "Windows 10"})
	_silent("vmware.os.unsupported", {"name": "vm", "guestId": "rhel9_64Guest"})
	_silent("vmware.os.unsupported", {"name": "vm", "guestId": "windows2022srvNext_64Guest"})
	_silent("vmware.os.unsupported", {"name": "vm", "guestId": "x", "guestName": "Red Hat Enterprise Linux 8 (64-bit)"})
	_silent("vmware.os.unsupported", {"name": "vm", "guestId": "x", "guestNameFromVmwareTools": "Microsoft Windows Server 2022 (64-bit)", "guestName": "Other"})
	_silent("vmware.os.unsupported", {"name": "vm"})
}

test_version if {
	rules_version == {"rules_version": 5}
}

test_a_machine_without_name_is_an_error if {
	answer := validate with input as {"name": 7}
	count(answer.errors) == 1
}

test_no_input_is_no_machine if {
	not valid_input with input as null
}
