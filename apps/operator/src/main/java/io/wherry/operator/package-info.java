/** Wherry's controllers on a Kubernetes cluster. */
@NullMarked
package io.wherry.operator;

import org.jspecify.annotations.NullMarked;
