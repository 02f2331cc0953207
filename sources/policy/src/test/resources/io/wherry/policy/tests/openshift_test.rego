# One test for each row of the table of default rules: machines it fires for, and machines it does not.
package io.konveyor.forklift.openshift

import rego.v1

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
