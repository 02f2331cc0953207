/** {@code wherry disk}: disks copied, checked and compared without any server. */
@org.jspecify.annotations.NullMarked
package io.wherry.cli.disk;
