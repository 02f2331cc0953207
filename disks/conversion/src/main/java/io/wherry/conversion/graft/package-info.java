/** Builds what an express conversion adds to a guest, and the patch that brings it onto a disk. */
@NullMarked
package io.wherry.conversion.graft;

import org.jspecify.annotations.NullMarked;
