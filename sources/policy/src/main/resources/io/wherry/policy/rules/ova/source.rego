package io.konveyor.forklift.ova

import rego.v1

unsupported_source if input.ovaSource != "VMware"

concerns contains flag if {
	unsupported_source
	flag := {
		"id": "ova.source.unsupported",
		"category": "Warning",
		"label": "Unsupported OVA source",
		"assessment": "The appliance was not exported by VMware; the import may fail.",
	}
}
