/** Rules about options of a plan that concern no single VM. */
@NullMarked
package io.wherry.vmimport.check.plan.options;

import org.jspecify.annotations.NullMarked;
