/** MigPlans: which volumes there are, what can be done with them, what is in the way. */
@NullMarked
package io.wherry.storage.plan;

import org.jspecify.annotations.NullMarked;
