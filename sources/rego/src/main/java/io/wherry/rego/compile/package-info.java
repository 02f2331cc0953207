/** From syntax trees to steps: names, safety, order, recursion. */
@NullMarked
package io.wherry.rego.compile;

import org.jspecify.annotations.NullMarked;
