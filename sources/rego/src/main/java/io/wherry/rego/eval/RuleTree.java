package io.wherry.rego.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where rules stand in the document {@code data}: one node for each part of their names. */
public final class RuleTree {
  private final Map<String, RuleTree> children = new TreeMap<>();
  private @Nullable RuleGroup group;

  /** The node below, made when it is missing. */
  public RuleTree make(String name) {
    return children.computeIfAbsent(name, _ -> new RuleTree());
  }

  public @Nullable RuleTree child(String name) {
    return children.get(name);
  }

  public Map<String, RuleTree> children() {
    return children;
  }

  public Optional<RuleGroup> group() {
    return Optional.ofNullable(group);
  }

  @Nullable RuleGroup groupOrNull() {
    return group;
  }

  public void set(RuleGroup rules) {
    this.group = rules;
  }

  /** The node at the path, if it is there. */
  public Optional<RuleTree> find(List<String> path) {
    RuleTree node = this;
    for (String part : path) {
      node = node.children.get(part);
      if (node == null) {
        return Optional.empty();
      }
    }
    return Optional.of(node);
  }

  /** The group of this node and all below. */
  public List<RuleGroup> groups() {
    List<RuleGroup> groups = new ArrayList<>();
    visit(groups::add);
    return groups;
  }

  private void visit(Consumer<RuleGroup> visitor) {
    if (group != null) {
      visitor.accept(group);
    }
    children.values().forEach(child -> child.visit(visitor));
  }
}
