/** Verbs on plans and what belongs to them: the words of kubectl-mtv, with rate and time left. */
@NullMarked
package io.wherry.cli.plans;

import org.jspecify.annotations.NullMarked;
