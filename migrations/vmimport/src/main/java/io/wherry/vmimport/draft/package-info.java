/** The dry run of a plan: from what is observed to what every VM, disk and NIC will become. */
@NullMarked
package io.wherry.vmimport.draft;

import org.jspecify.annotations.NullMarked;
