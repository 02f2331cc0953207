package io.wherry.rego.value;

/** JSON's null; not the same as undefined. */
public record NullValue() implements Value {
  public static final NullValue NULL = new NullValue();

  @Override
  public Kind kind() {
    return Kind.NULL;
  }

  @Override
  public int compareSame(Value other) {
    return 0;
  }

  @Override
  public String toString() {
    return "null";
  }
}
