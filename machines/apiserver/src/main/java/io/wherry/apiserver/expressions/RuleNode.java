package io.wherry.apiserver.expressions;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One schema node that has rules or has nodes with rules below it.
 *
 * @param form null where expressions see nothing; then there are no rules
 * @param type the schema's type, which messages show in place of the value
 * @param mapKeys the fields that identify a list's elements; empty when elements of an older list
 *     cannot be told to be the same
 */
record RuleNode(
    @Nullable Form form,
    String type,
    List<Rule> rules,
    Map<String, RuleNode> properties,
    @Nullable RuleNode values,
    @Nullable RuleNode items,
    List<String> mapKeys) {
  boolean isIdle() {
    return rules.isEmpty() && properties.isEmpty() && values == null && items == null;
  }
}
