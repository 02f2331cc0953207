/** Plays kubelet, CDI and KubeVirt on a real kube-apiserver, as far as imports need them. */
@NullMarked
package io.wherry.cluster.standin;

import org.jspecify.annotations.NullMarked;
