/** From text to syntax trees. */
@NullMarked
package io.wherry.rego.syntax;

import org.jspecify.annotations.NullMarked;
