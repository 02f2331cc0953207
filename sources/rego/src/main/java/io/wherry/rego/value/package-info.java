/** Values of Rego: JSON's and sets, immutable and totally ordered. */
@NullMarked
package io.wherry.rego.value;

import org.jspecify.annotations.NullMarked;
