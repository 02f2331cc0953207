/** Cryptographic digests of disks' bytes, as fast as the machine can. */
@org.jspecify.annotations.NullMarked
package io.wherry.blocks.digest;
