/** Kubernetes objects as JSON trees with typed windows; names, kinds, quantities, conditions. */
@NullMarked
package io.wherry.resources;

import org.jspecify.annotations.NullMarked;
