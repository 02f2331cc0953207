/** Disks of machines that are off, offered as KubeVirt's exports do. */
@NullMarked
package io.wherry.exports;

import org.jspecify.annotations.NullMarked;
