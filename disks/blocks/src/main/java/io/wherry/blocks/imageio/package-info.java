/** Disks that oVirt's image daemon serves. */
@NullMarked
package io.wherry.blocks.imageio;

import org.jspecify.annotations.NullMarked;
