/** VirtualMachine and VirtualMachineInstance standalone: what KubeVirt does, with local QEMU. */
@NullMarked
package io.wherry.lifecycle;

import org.jspecify.annotations.NullMarked;
