package io.konveyor.forklift.vmware

import rego.v1

consolidation_needed if input.consolidationNeeded == true

concerns contains flag if {
	consolidation_needed
	flag := {
		"id": "vmware.consolidation_needed",
		"category": "Warning",
		"label": "Snapshot consolidation required",
		"assessment": "Disks of snapshots wait to be consolidated; precopies may be delayed until they are.",
	}
}
