/** Power and snapshots of vSphere machines. */
@NullMarked
package io.wherry.vsphere.machines;

import org.jspecify.annotations.NullMarked;
