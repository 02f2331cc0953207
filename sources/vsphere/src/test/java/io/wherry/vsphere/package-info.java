/** Tests of the vSphere source, against vcsim and our own double. */
@org.jspecify.annotations.NullMarked
package io.wherry.vsphere;
