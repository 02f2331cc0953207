/** Steps that search for solutions, within limits. */
@NullMarked
package io.wherry.rego.eval;

import org.jspecify.annotations.NullMarked;
