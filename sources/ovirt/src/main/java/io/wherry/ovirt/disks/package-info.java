/** Disks by image transfers. */
@NullMarked
package io.wherry.ovirt.disks;

import org.jspecify.annotations.NullMarked;
