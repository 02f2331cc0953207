/** Who asked for what and how it was answered, as lines of {@code audit.k8s.io/v1} Events. */
@NullMarked
package io.wherry.apiserver.audit;

import org.jspecify.annotations.NullMarked;
