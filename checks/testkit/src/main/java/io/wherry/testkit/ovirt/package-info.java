/** An oVirt engine of our own, as strict as a real one where we know how that one is. */
@NullMarked
package io.wherry.testkit.ovirt;

import org.jspecify.annotations.NullMarked;
