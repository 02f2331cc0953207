/** Other clusters with KubeVirt: machines by the Kubernetes API, disks by exports. */
@NullMarked
package io.wherry.openshift;

import org.jspecify.annotations.NullMarked;
