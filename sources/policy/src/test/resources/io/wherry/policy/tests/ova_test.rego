# One test for each row of the table of default rules: machines it fires for, and machines it does not.
package io.konveyor.forklift.ova

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

test_cpu_affinity_detected if {
	_fires("ova.cpu_affinity.detected", "Warning", "CPU affinity detected", {"name": "vm", "cpuAffinity": [1]})
	_silent("ova.cpu_affinity.detected", {"name": "vm", "cpuAffinity": []})
	_silent("ova.cpu_affinity.detected", {"name": "vm"})
}

test_cpu_memory_hotplug_enabled if {
	_fires("ova.cpu_memory.hotplug.enabled", "Warning", "CPU/Memory hotplug detected", {"name": "vm", "cpuHotAddEnabled": true})
	_fires("ova.cpu_memory.hotplug.enabled", "Warning", "CPU/Memory hotplug detected", {"name": "vm", "cpuHotRemoveEnabled": true})
	_fires("ova.cpu_memory.hotplug.enabled", "Warning", "CPU/Memory hotplug detected", {"name": "vm", "memoryHotAddEnabled": true})
	_silent("ova.cpu_memory.hotplug.enabled", {"name": "vm", "cpuHotAddEnabled": false})
	_silent("ova.cpu_memory.hotplug.enabled", {"name": "vm"})
}

test_disk_count_exceeds_limit if {
	_fires("ova.disk.count.exceeds.limit", "Warning", "VM has 166 disks, which exceeds the limit of 165", {"name": "vm", "disks": [{"id": sprintf("%d", [i])} | some i in numbers.range(1, 166)]})
	_silent("ova.disk.count.exceeds.limit", {"name": "vm", "disks": [{"id": sprintf("%d", [i])} | some i in numbers.range(1, 165)]})
}

test_disk_capacity_invalid if {
	_fires("ova.disk.capacity.invalid", "Critical", "Disk '/a.vmdk' has an invalid capacity of 0 bytes", {"name": "vm", "disks": [{"filePath": "/a.vmdk", "capacity": 0}]})
	_silent("ova.disk.capacity.invalid", {"name": "vm", "disks": [{"filePath": "/a.vmdk", "capacity": 1}]})
	_silent("ova.disk.capacity.invalid", {"name": "vm", "disks": [{}]})
}

test_source_unsupported if {
	_fires("ova.source.unsupported", "Warning", "Unsupported OVA source", {"name": "vm", "ovaSource": "VirtualBox"})
	_silent("ova.source.unsupported", {"name": "vm", "ovaSource": "VMware"})
	_silent("ova.source.unsupported", {"name": "vm"})
}

test_name_invalid if {
	_fires("ova.name.invalid", "Warning", "Invalid VM Name", {"name": "a b"})
	_silent("ova.name.invalid", {"name": "a"})
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
