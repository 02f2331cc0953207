package io.wherry.apiserver.expressions;

import dev.cel.runtime.CelRuntime;
import org.jspecify.annotations.Nullable;

/**
 * A compiled rule.
 *
 * @param message computes the message; null when there is no such expression
 * @param usesOldSelf true for a transition rule
 * @param fieldSuffix appended to the path of the node that the rule stands at; may be empty
 */
record Rule(
    RuleSource source,
    CelRuntime.Program program,
    CelRuntime.@Nullable Program message,
    boolean usesOldSelf,
    String fieldSuffix) {}
