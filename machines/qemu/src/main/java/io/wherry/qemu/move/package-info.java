/** Moving a running machine's memory and disks: the words of the port, free of QEMU's protocol. */
@NullMarked
package io.wherry.qemu.move;

import org.jspecify.annotations.NullMarked;
