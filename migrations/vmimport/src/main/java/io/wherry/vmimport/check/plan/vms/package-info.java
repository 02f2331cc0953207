/** Rules about the VMs of a plan, their disks, NICs and names. */
@NullMarked
package io.wherry.vmimport.check.plan.vms;

import org.jspecify.annotations.NullMarked;
