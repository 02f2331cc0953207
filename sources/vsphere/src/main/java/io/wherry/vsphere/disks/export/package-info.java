/** Disks as hosts export them: whole, packed, by a lease that must be kept alive. */
@NullMarked
package io.wherry.vsphere.disks.export;

import org.jspecify.annotations.NullMarked;
