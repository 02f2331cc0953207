/** Controllers that a cluster brings along and standalone lacks: jobs, budgets, quotas, events. */
@NullMarked
package io.wherry.workloads;

import org.jspecify.annotations.NullMarked;
