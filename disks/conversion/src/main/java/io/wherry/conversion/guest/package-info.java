/**
 * Reads guests' disks without mounting them: partitions, file systems, what is installed.
 * Everything here treats the guest as hostile: bounded sizes, bounded depth, no path of it is ever
 * used on the host.
 */
@NullMarked
package io.wherry.conversion.guest;

import org.jspecify.annotations.NullMarked;
