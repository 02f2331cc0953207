/** SOAP messages of the vSphere API: bounded reading, plain writing, faults. */
@NullMarked
package io.wherry.vsphere.soap;

import org.jspecify.annotations.NullMarked;
