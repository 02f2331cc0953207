package io.wherry.rego.value;

/** true or false. */
public record BoolValue(boolean value) implements Value {
  public static final BoolValue TRUE = new BoolValue(true);
  public static final BoolValue FALSE = new BoolValue(false);

  public static BoolValue of(boolean value) {
    return value ? TRUE : FALSE;
  }

  @Override
  public Kind kind() {
    return Kind.BOOLEAN;
  }

  @Override
  public int compareSame(Value other) {
    return Boolean.compare(value, ((BoolValue) other).value);
  }

  @Override
  public boolean holds() {
    return value;
  }

  @Override
  public String toString() {
    return Boolean.toString(value);
  }
}
