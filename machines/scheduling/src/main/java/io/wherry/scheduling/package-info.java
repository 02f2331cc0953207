/**
 * What a cluster's control plane does for nodes, standalone: gives pods a node, notes absent nodes.
 */
@NullMarked
package io.wherry.scheduling;

import org.jspecify.annotations.NullMarked;
