package io.wherry.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks one value against the rules of its schema node: enum, pattern, bounds, lengths. */
final class ValueChecks {
  private final String path;
  private final List<FieldError> errors = new ArrayList<>();

  private ValueChecks(String path) {
    this.path = path;
  }

  static List<FieldError> check(JsonNode value, ValueRules rules, String path) {
    ValueChecks checks = new ValueChecks(path);
    checks.enumeration(value, rules.enums());
    if (value.isTextual()) {
      checks.text(value, rules);
    } else if (value.isNumber()) {
      checks.number(value, rules.numbers());
      checks.format(value, rules.format());
    } else if (value.isArray()) {
      checks.size(value, rules.sizes().items(), "items");
    } else if (value.isObject()) {
      checks.size(value, rules.sizes().properties(), "properties");
    }
    return checks.errors;
  }

  private void enumeration(JsonNode value, List<JsonNode> enums) {
    if (enums.isEmpty() || enums.contains(value)) {
      return;
    }
    String supported =
        enums.stream().map(e -> '"' + e.asText() + '"').collect(Collectors.joining(", "));
    errors.add(
        new FieldError(
            path,
            FieldError.Reason.FieldValueNotSupported,
            "Unsupported value: " + GoSyntax.ofEnum(value) + ": supported values: " + supported));
  }

  private void text(JsonNode value, ValueRules rules) {
    String text = value.asText();
    ValueRules.Range length = rules.sizes().length();
    long chars = text.codePointCount(0, text.length());
    if (length.tooFew(chars)) {
      invalid(value, "should be at least " + length.least() + " chars long");
    }
    if (length.tooMany(chars)) {
      errors.add(
          new FieldError(
              path,
              FieldError.Reason.FieldValueTooLong,
              "Too long: may not be more than " + length.most() + " bytes"));
    }
    pattern(value, rules.pattern());
    format(value, rules.format());
  }

  private void pattern(JsonNode value, @Nullable Pattern pattern) {
    if (pattern == null) {
      return;
    }
    try {
      if (!pattern.matcher(new BudgetedText(value.asText())).find()) {
        invalid(value, "should match '" + pattern.pattern() + "'");
      }
    } catch (BudgetedText.Spent | StackOverflowError _) {
      // Java's engine recurses over repeated groups; a long value must not cost more than an error.
      invalid(value, "takes too long to compare with '" + pattern.pattern() + "'");
    }
  }

  private void format(JsonNode value, String format) {
    if (!format.isEmpty() && !Formats.matches(value, format)) {
      String shown = Types.shown(value);
      errors.add(
          new FieldError(
              path,
              FieldError.Reason.FieldValueTypeInvalid,
              "Invalid value: "
                  + shown
                  + ": "
                  + path
                  + " in body must be of type "
                  + format
                  + ": "
                  + shown));
    }
  }

  private void number(JsonNode value, ValueRules.Numbers numbers) {
    BigDecimal number = value.decimalValue();
    bound(value, numbers.minimum(), numbers.exclusive().contains("minimum"), -1);
    bound(value, numbers.maximum(), numbers.exclusive().contains("maximum"), 1);
    BigDecimal multiple = numbers.multipleOf();
    if (multiple != null && multiple.signum() > 0 && number.remainder(multiple).signum() != 0) {
      invalid(value, "should be a multiple of " + multiple.toPlainString());
    }
  }

  private void bound(JsonNode value, @Nullable BigDecimal bound, boolean exclusive, int outside) {
    if (bound == null) {
      return;
    }
    int order = value.decimalValue().compareTo(bound);
    if (order == outside || exclusive && order == 0) {
      String direction = outside < 0 ? "greater than " : "less than ";
      invalid(
          value,
          "should be " + direction + (exclusive ? "" : "or equal to ") + bound.toPlainString());
    }
  }

  private void size(JsonNode value, ValueRules.Range range, String what) {
    int size = value.size();
    if (range.tooFew(size)) {
      errors.add(
          FieldError.invalid(
              path,
              String.valueOf(size),
              path + " in body should have at least " + range.least() + " " + what));
    }
    if (range.tooMany(size)) {
      errors.add(
          new FieldError(
              path,
              FieldError.Reason.FieldValueTooMany,
              "Too many: " + size + ": must have at most " + range.most() + " " + what));
    }
  }

  private void invalid(JsonNode value, String rule) {
    errors.add(FieldError.invalid(path, Types.shown(value), path + " in body " + rule));
  }
}
