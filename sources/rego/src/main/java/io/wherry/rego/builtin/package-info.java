/** The functions that rules may call. */
@NullMarked
package io.wherry.rego.builtin;

import org.jspecify.annotations.NullMarked;
