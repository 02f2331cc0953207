/** Unpacks the pieces of compressed images, as fast as this machine can. */
@org.jspecify.annotations.NullMarked
package io.wherry.blocks.unpack;
