package io.wherry.rego.value;

/**
 * A value of Rego. Immutable; {@link #compareTo} is a total order over all values and agrees with
 * {@code equals}: null, booleans, numbers, strings, arrays, objects, sets.
 */
public sealed interface Value extends Comparable<Value>
    permits NullValue, BoolValue, NumberValue, StringValue, ArrayValue, ObjectValue, SetValue {
  /** What kind of value it is; the order of the constants is the order of the values. */
  enum Kind {
    NULL,
    BOOLEAN,
    NUMBER,
    STRING,
    ARRAY,
    OBJECT,
    SET;

    /** As {@code type_name} says it. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  Kind kind();

  /** Compares with a value of the same kind. */
  int compareSame(Value other);

  @Override
  default int compareTo(Value other) {
    if (this == other) {
      return 0;
    }
    int kinds = kind().compareTo(other.kind());
    return kinds != 0 ? kinds : compareSame(other);
  }

  /** Only {@code false} does not hold; 0, "" and null do. */
  default boolean holds() {
    return true;
  }

  /** The text as Rego writes the value: {@code {"a": [1, null]}}, {@code {1, 2}}. */
  default String text() {
    StringBuilder out = new StringBuilder();
    ValueText.write(this, out);
    return out.toString();
  }
}
