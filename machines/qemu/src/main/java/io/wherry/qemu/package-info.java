/** QEMU as a supervised process: command line, QMP, accelerators. The hypervisor's port. */
@NullMarked
package io.wherry.qemu;

import org.jspecify.annotations.NullMarked;
