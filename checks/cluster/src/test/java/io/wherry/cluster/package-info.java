/** Wherry beside a real kube-apiserver: the same client, the same command, the same answer. */
@NullMarked
package io.wherry.cluster;

import org.jspecify.annotations.NullMarked;
