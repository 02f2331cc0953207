/**
 * The policy language Rego: text in, values out, inside this process. {@link io.wherry.rego.Policy}
 * compiles modules, {@link io.wherry.rego.Evaluation} answers queries within limits.
 */
@NullMarked
package io.wherry.rego;

import org.jspecify.annotations.NullMarked;
