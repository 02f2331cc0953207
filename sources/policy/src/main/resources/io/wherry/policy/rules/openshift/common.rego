# What every package has: the version, the shape of an answer, and whether the input is a machine.
package io.konveyor.forklift.openshift

import rego.v1

RULES_VERSION := 1

rules_version := {"rules_version": RULES_VERSION}

validate := {
	"rules_version": RULES_VERSION,
	"errors": errors,
	"concerns": concerns,
}

default valid_input := true

valid_input := false if is_null(input)

default valid_vm := false

valid_vm if is_string(input.name)

errors contains "The input names no machine." if {
	valid_input
	not valid_vm
}

debug := input

# KubeVirt's machines need no rules of our own: names and devices are the target's. The set is here for users' rules.
concerns contains flag if {
	some flag in []
}
