/** VMware disks: stream-optimised, sparse, flat and described by a text file. */
@NullMarked
package io.wherry.blocks.vmdk;

import org.jspecify.annotations.NullMarked;
