/** VMware vSphere as a source of machines. */
@NullMarked
package io.wherry.vsphere;

import org.jspecify.annotations.NullMarked;
