/**
 * A vCenter or ESXi host for tests: the data path that vcsim lacks, over real files, with the
 * faults a test wants.
 */
@NullMarked
package io.wherry.testkit.vsphere;

import org.jspecify.annotations.NullMarked;
