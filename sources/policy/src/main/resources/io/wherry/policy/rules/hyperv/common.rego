# What every package has: the version, the shape of an answer, and whether the input is a machine.
package io.konveyor.forklift.hyperv

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

# Letters, digits, dashes and dots, and fewer than 64 of them.
default valid_vm_name := false

valid_vm_name if {
	regex.match(`^(([A-Za-z0-9][-A-Za-z0-9.]*)?[A-Za-z0-9])?$`, input.name)
	count(input.name) < 64
}
