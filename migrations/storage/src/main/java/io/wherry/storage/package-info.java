/** Moves disks of virtual machines to other storage classes, by upstream's MigPlan API. */
@NullMarked
package io.wherry.storage;

import org.jspecify.annotations.NullMarked;
