/** The Kubernetes API port, thin over the fabric8 client, whose types do not leave this module. */
@NullMarked
package io.wherry.kube;

import org.jspecify.annotations.NullMarked;
