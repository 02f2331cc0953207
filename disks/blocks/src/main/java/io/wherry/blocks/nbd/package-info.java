/** A client of the NBD protocol, and qemu-nbd as a supervised child for formats we do not write. */
@NullMarked
package io.wherry.blocks.nbd;

import org.jspecify.annotations.NullMarked;
