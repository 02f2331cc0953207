/** From what a user writes to a disk that can be read or written. */
@org.jspecify.annotations.NullMarked
package io.wherry.blocks.location;
