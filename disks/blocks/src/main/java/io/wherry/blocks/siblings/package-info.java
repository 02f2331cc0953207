/** Chunks that other disks of the same storage hold already. */
@org.jspecify.annotations.NullMarked
package io.wherry.blocks.siblings;
