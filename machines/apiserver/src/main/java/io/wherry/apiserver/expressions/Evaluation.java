package io.wherry.apiserver.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.runtime.CelEvaluationException;
import io.wherry.apiserver.schema.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs the rules over one object. One use per object. */
final class Evaluation {
  /** As many errors as a message may carry. */
  private static final int MAX_ERRORS = 100;

  private static final int MAX_MESSAGE = 5 * 1024;

  private final List<FieldError> errors = new ArrayList<>();
  private final Budget budget = new Budget();
  private boolean stopped;

  /** A value, its path ({@code <nil>} at the root) and the value that stood there before. */
  private record Place(JsonNode value, @Nullable JsonNode old, String path) {
    Place property(String name) {
      String below = path.equals("<nil>") ? name : path + "." + name;
      return new Place(value.path(name), oldBelow(name), below);
    }

    Place entry(String key) {
      return new Place(value.path(key), oldBelow(key), path + "[" + key + "]");
    }

    private @Nullable JsonNode oldBelow(String name) {
      return old == null ? null : old.get(name);
    }

    boolean isUnchanged() {
      return value.equals(old);
    }
  }

  List<FieldError> run(RuleNode root, JsonNode after, @Nullable JsonNode before) {
    walk(root, new Place(after, before, "<nil>"));
    return errors;
  }

  private void walk(RuleNode node, Place place) {
    JsonNode value = place.value();
    if (value.isNull() || value.isMissingNode() || stopped || errors.size() >= MAX_ERRORS) {
      return;
    }
    rules(node, place);
    if (value.isArray() && node.items() != null) {
      elements(node, node.items(), place);
    } else if (value.isObject()) {
      node.properties().forEach((name, below) -> walk(below, place.property(name)));
      RuleNode values = node.values();
      if (values != null) {
        value.fieldNames().forEachRemaining(key -> walk(values, place.entry(key)));
      }
    }
  }

  private void elements(RuleNode list, RuleNode items, Place place) {
    Map<List<JsonNode>, JsonNode> known = new HashMap<>();
    JsonNode old = place.old();
    if (old != null && !list.mapKeys().isEmpty()) {
      old.forEach(element -> known.put(identity(element, list.mapKeys()), element));
    }
    for (int i = 0; i < place.value().size(); i++) {
      JsonNode element = place.value().get(i);
      JsonNode earlier = known.get(identity(element, list.mapKeys()));
      // Elements without identity count as unchanged only when the whole list is.
      JsonNode same = place.isUnchanged() && earlier == null ? element : earlier;
      walk(items, new Place(element, same, place.path() + "[" + i + "]"));
    }
  }

  private static List<JsonNode> identity(JsonNode element, List<String> keys) {
    return keys.stream().map(element::path).toList();
  }

  private void rules(RuleNode node, Place place) {
    Form form = node.form();
    if (form == null) {
      return;
    }
    for (Rule rule : node.rules()) {
      if (stopped) {
        return;
      }
      // What was stored before a rule was tightened may stay as long as nobody touches it.
      boolean skipped =
          rule.usesOldSelf()
              ? place.old() == null && !rule.source().optionalOldSelf()
              : place.isUnchanged();
      if (!skipped) {
        judge(rule, node, place, form);
      }
    }
  }

  private void judge(Rule rule, RuleNode node, Place place, Form form) {
    Map<String, Object> variables = null;
    try {
      variables = variables(rule, place, form);
      Object result = rule.program().trace(variables, budget.startRule());
      if (!Boolean.TRUE.equals(result)) {
        refuse(rule, node, place, message(rule, variables));
      }
    } catch (CelEvaluationException | RuntimeException e) {
      failed(rule, node, place, e);
    }
  }

  private static Map<String, Object> variables(Rule rule, Place place, Form form) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("self", Values.of(place.value(), form));
    Object old = place.old() == null ? null : Values.of(place.old(), form);
    if (rule.source().optionalOldSelf()) {
      variables.put("oldSelf", Optional.ofNullable(old));
    } else if (old != null) {
      variables.put("oldSelf", old);
    }
    return variables;
  }

  /** The computed message, or the written one when it cannot be computed or shown. */
  private String message(Rule rule, Map<String, Object> variables) {
    if (rule.message() == null) {
      return rule.source().refusal();
    }
    try {
      Object computed = rule.message().trace(variables, budget.startRule());
      String text = Objects.toString(computed, "").strip();
      boolean usable = !text.isEmpty() && text.length() <= MAX_MESSAGE && !text.contains("\n");
      return usable ? text : rule.source().refusal();
    } catch (CelEvaluationException | RuntimeException _) {
      // As Kubernetes does: the object is refused either way, in the words that are left.
      return rule.source().refusal();
    }
  }

  private void refuse(Rule rule, RuleNode node, Place place, String detail) {
    String path = at(place.path(), rule.fieldSuffix());
    String type = Quoted.of(node.type());
    errors.add(
        switch (rule.source().reason()) {
          case "FieldValueForbidden" -> FieldError.forbidden(path, detail);
          case "FieldValueRequired" -> FieldError.required(path, detail);
          case "FieldValueDuplicate" ->
              new FieldError(
                  path, FieldError.Reason.FieldValueDuplicate, "Duplicate value: " + type);
          default -> FieldError.invalid(path, type, detail);
        });
  }

  private static String at(String path, String suffix) {
    boolean root = path.equals("<nil>") && !suffix.isEmpty();
    return root && suffix.startsWith(".") ? suffix.substring(1) : root ? suffix : path + suffix;
  }

  private void failed(Rule rule, RuleNode node, Place place, Exception failure) {
    String label = rule.source().label();
    String detail;
    if (budget.isSpent()) {
      detail =
          "validation failed due to running out of cost budget, no further validation rules will"
              + " be run";
      stopped = true;
    } else if (budget.isRuleSpent() || EvaluationFailures.isTooLong(failure)) {
      detail =
          "'operation cancelled: actual cost limit exceeded': no further validation rules will be"
              + " run due to call cost exceeds limit for rule: "
              + label;
      stopped = true;
    } else {
      detail = EvaluationFailures.describe(failure, label);
    }
    errors.add(FieldError.invalid(place.path(), Quoted.of(node.type()), detail));
  }
}
