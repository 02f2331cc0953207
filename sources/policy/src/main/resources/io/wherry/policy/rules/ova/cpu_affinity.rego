package io.konveyor.forklift.ova

import rego.v1

has_cpu_affinity if count(input.cpuAffinity) != 0

concerns contains flag if {
	has_cpu_affinity
	flag := {
		"id": "ova.cpu_affinity.detected",
		"category": "Warning",
		"label": "CPU affinity detected",
		"assessment": "The affinity to processors of the host is dropped; set it again by hand at the target.",
	}
}
