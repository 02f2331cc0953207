# One test for each row of the table of default rules: machines it fires for, and machines it does not.
package io.konveyor.forklift.hyperv

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

test_checkpoint_detected if {
	_fires("hyperv.checkpoint.detected", "Information", "VM checkpoint detected", {"name": "vm", "hasCheckpoint": true})
	_silent("hyperv.checkpoint.detected", {"name": "vm", "hasCheckpoint": false})
	_silent("hyperv.checkpoint.detected", {"name": "vm"})
}

test_cluster_role_not_registered if {
	_fires("hyperv.cluster_role.not_registered", "Warning", "VM is not a Failover Cluster role", {"name": "vm", "managementType": "cluster", "isClusterRole": false})
	_fires("hyperv.cluster_role.not_registered", "Warning", "VM is not a Failover Cluster role", {"name": "vm", "managementType": "cluster"})
	_silent("hyperv.cluster_role.not_registered", {"name": "vm", "managementType": "cluster", "isClusterRole": true})
	_silent("hyperv.cluster_role.not_registered", {"name": "vm", "managementType": "standalone"})
}

test_disk_count_exceeds_limit if {
	_fires("hyperv.disk.count.exceeds.limit", "Warning", "VM has 166 disks, which exceeds the limit of 165", {"name": "vm", "disks": [{"id": sprintf("%d", [i])} | some i in numbers.range(1, 166)]})
	_silent("hyperv.disk.count.exceeds.limit", {"name": "vm", "disks": [{"id": sprintf("%d", [i])} | some i in numbers.range(1, 165)]})
}

test_disk_capacity_invalid if {
	_fires("hyperv.disk.capacity.invalid", "Critical", "Disk 'd' has an invalid capacity of 0 bytes", {"name": "vm", "disks": [{"name": "d", "capacity": 0}]})
	_silent("hyperv.disk.capacity.invalid", {"name": "vm", "disks": [{"name": "d", "capacity": 1}]})
}

test_disk_smb_path_missing if {
	_fires("hyperv.disk.smb_path.missing", "Warning", "Disk 'd' cannot be mapped to SMB share", {"name": "vm", "disks": [{"name": "d"}]})
	_fires("hyperv.disk.smb_path.missing", "Warning", "Disk 'd' cannot be mapped to SMB share", {"name": "vm", "disks": [{"name": "d", "smbPath": ""}]})
	_fires("hyperv.disk.smb_path.missing", "Warning", "Disk 'd' cannot be mapped to SMB share", {"name": "vm", "disks": [{"name": "d", "smbPath": 7}]})
	_silent("hyperv.disk.smb_path.missing", {"name": "vm", "disks": [{"name": "d", "smbPath": "//s/d.vhdx"}]})
}

test_integration_services_not_detected if {
	_fires("hyperv.integration_services.not_detected", "Warning", "Hyper-V Integration Services not detected", {"name": "vm", "powerState": "On"})
	_fires("hyperv.integration_services.not_detected", "Warning", "Hyper-V Integration Services not detected", {"name": "vm", "powerState": "On", "guestOS": ""})
	_silent("hyperv.integration_services.not_detected", {"name": "vm", "powerState": "On", "guestOS": "Windows 10"})
	_silent("hyperv.integration_services.not_detected", {"name": "vm", "powerState": "Off"})
}

test_vm_missing_ip_detected if {
	_fires("hyperv.vm_missing_ip.detected", "Warning", "VM is missing IP addresses", {"name": "vm", "guestNetworks": []})
	_fires("hyperv.vm_missing_ip.detected", "Warning", "VM is missing IP addresses", {"name": "vm", "guestNetworks": null})
	_fires("hyperv.vm_missing_ip.detected", "Warning", "VM is missing IP addresses", {"name": "vm"})
	_silent("hyperv.vm_missing_ip.detected", {"name": "vm", "guestNetworks": [{}]})
}

test_vm_name_invalid if {
	_fires("hyperv.vm.name.invalid", "Warning", "Invalid VM Name", {"name": "a b"})
	_silent("hyperv.vm.name.invalid", {"name": "a"})
}

test_nic_unresolved_network if {
	_fires("hyperv.nic.unresolved_network", "Warning", "NIC 'n' references undiscovered switch 's'", {"name": "vm", "nics": [{"name": "n", "networkName": "s"}]})
	_fires("hyperv.nic.unresolved_network", "Warning", "NIC 'n' references undiscovered switch 's'", {"name": "vm", "nics": [{"name": "n", "networkName": "s", "network": {"id": ""}}]})
	_silent("hyperv.nic.unresolved_network", {"name": "vm", "nics": [{"name": "n", "networkName": "s", "network": {"id": "x"}}]})
	_silent("hyperv.nic.unresolved_network", {"name": "vm", "nics": [{"name": "n", "networkName": ""}]})
}

test_secure_boot_detected if {
	_fires("hyperv.secure_boot.detected", "Information", "Secure Boot enabled", {"name": "vm", "secureBoot": true})
	_silent("hyperv.secure_boot.detected", {"name": "vm", "secureBoot": false})
	_silent("hyperv.secure_boot.detected", {"name": "vm"})
}

test_tpm_detected if {
	_fires("hyperv.tpm.detected", "Warning", "TPM detected", {"name": "vm", "tpmEnabled": true})
	_silent("hyperv.tpm.detected", {"name": "vm", "tpmEnabled": false})
	_silent("hyperv.tpm.detected", {"name": "vm"})
}

test_os_unsupported if {
	_fires("hyperv.os.unsupported", "Warning", "Unsupported operating system detected", {"name": "vm", "guestOS": "Debian"})
	_silent("hyperv.os.unsupported", {"name": "vm", "guestOS": "Windows Server 2022 Standard"})
	_silent("hyperv.os.unsupported", {"name": "vm", "guestOS": ""})
	_silent("hyperv.os.unsupported", {"name": "vm"})
}

test_version if {
	rules_version == {"rules_version": 1}
}

test_a_machine_without_name_is_an_error if {
	answer := validate with input as {"name": 7}
	count(answer.errors) == 1
}

test_no_input_is_no_machine if {
	not valid_input with input as null
}
