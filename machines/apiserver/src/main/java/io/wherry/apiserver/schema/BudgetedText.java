package io.wherry.apiserver.schema;

/**
 * A text that can be read only so often: a pattern that backtracks without end on a hostile value
 * stops here (Kubernetes' own engine is linear, Java's is not).
 */
final class BudgetedText implements CharSequence {
  private static final long READS = 5_000_000;

  /** Thrown when the budget is used up. */
  static final class Spent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Spent() {
      super("pattern read the text too often", null, false, false);
    }
  }

  private final CharSequence text;
  private long left = READS;

  BudgetedText(CharSequence text) {
    this.text = text;
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (left-- <= 0) {
      throw new Spent();
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
