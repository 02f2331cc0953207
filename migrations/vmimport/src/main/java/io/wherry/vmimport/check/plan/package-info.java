/** Judging plans: rules over an observed plan, all pure. */
@NullMarked
package io.wherry.vmimport.check.plan;

import org.jspecify.annotations.NullMarked;
