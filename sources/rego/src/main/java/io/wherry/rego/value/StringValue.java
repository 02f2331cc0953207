package io.wherry.rego.value;

/** Text. Ordered by code points, as the bytes of UTF-8 are. */
public record StringValue(String string) implements Value {
  public static StringValue of(String string) {
    return new StringValue(string);
  }

  @Override
  public Kind kind() {
    return Kind.STRING;
  }

  @Override
  public int compareSame(Value other) {
    return compare(string, ((StringValue) other).string);
  }

  /** Surrogates stand above all other characters; as UTF-16 units they would not. */
  static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean pairX = Character.isSurrogate(x);
        return pairX == Character.isSurrogate(y) ? x - y : pairX ? 1 : -1;
      }
    }
    return a.length() - b.length();
  }

  @Override
  public String toString() {
    return text();
  }
}
