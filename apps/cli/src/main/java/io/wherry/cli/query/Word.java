package io.wherry.cli.query;

/**
 * A piece of a query.
 *
 * @param at its first character, counted from 0, for messages
 */
record Word(Kind kind, String text, int at) {
  /** What it can be. */
  enum Kind {
    /** A path or a keyword. */
    NAME,
    NUMBER,
    STRING,
    SIGN,
    END
  }

  /** Whether it is this keyword or sign, in any case. */
  boolean is(String other) {
    return kind != Kind.STRING && text.equalsIgnoreCase(other);
  }
}
