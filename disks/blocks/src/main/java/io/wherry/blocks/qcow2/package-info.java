/**
 * Reads QEMU's format.
 *
 * @source QEMU's docs/interop/qcow2.txt
 */
@org.jspecify.annotations.NullMarked
package io.wherry.blocks.qcow2;
