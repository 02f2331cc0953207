/** Power of machines. */
@NullMarked
package io.wherry.ovirt.machines;

import org.jspecify.annotations.NullMarked;
