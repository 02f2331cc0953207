/** Bytes of vSphere disks: files of datastores, exports, changed areas, VDDK. */
@NullMarked
package io.wherry.vsphere.disks;

import org.jspecify.annotations.NullMarked;
