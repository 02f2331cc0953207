@NullMarked
package io.wherry.qemu;

import org.jspecify.annotations.NullMarked;
