package io.wherry.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a row: {@code memoryMB}, {@code disks[*].capacity}, {@code host.name}. Names are found
 * in any case when not found as written, as the inventory has {@code memoryMB} and people write
 * {@code memorymb}.
 */
record Path(String text) implements Expression {
  private static final Pattern STEP =
      Pattern.compile("'([^']*)'|\\[(\\*|\\d+)\\]|([\\p{L}_][\\p{L}\\p{N}_-]*)");

  @Override
  public Value of(JsonNode row) {
    Matcher steps = STEP.matcher(text);
    List<JsonNode> found = List.of(row);
    boolean several = false;
    while (steps.find()) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode node : found) {
        step(node, steps, next);
      }
      several |= "*".equals(steps.group(2));
      found = next;
    }
    if (several) {
      return new Value.Several(found.stream().map(Value::of).toList());
    }
    return found.isEmpty() ? Value.NOTHING : Value.of(found.getFirst());
  }

  private static void step(JsonNode node, Matcher step, List<JsonNode> next) {
    String index = step.group(2);
    if ("*".equals(index)) {
      node.forEach(next::add);
    } else if (index != null) {
      if (index.length() < 8 && node.has(Integer.parseInt(index))) {
        next.add(node.get(Integer.parseInt(index)));
      }
    } else {
      String name = step.group(1) != null ? step.group(1) : step.group(3);
      member(node, name).ifPresent(next::add);
    }
  }

  private static Optional<JsonNode> member(JsonNode node, String name) {
    if (node.has(name)) {
      return Optional.of(node.get(name));
    }
    return node.properties().stream()
        .filter(e -> e.getKey().equalsIgnoreCase(name))
        .map(java.util.Map.Entry::getValue)
        .findFirst();
  }
}
