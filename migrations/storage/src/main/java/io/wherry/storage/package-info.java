/** Moves disks of virtual machines to other storage classes, by upstream's MigPlan API. */
@org.jspecify.annotations.NullMarked
package io.wherry.storage;
