/** oVirt engines and Red Hat Virtualization managers. */
@NullMarked
package io.wherry.ovirt;

import org.jspecify.annotations.NullMarked;
