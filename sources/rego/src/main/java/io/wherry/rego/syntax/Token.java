package io.wherry.rego.syntax;

/**
 * A piece of a module's text.
 *
 * @param text a word's letters, a string's value, a number's digits, an operator's characters
 * @param before what stands between this token and the one before
 */
record Token(Kind kind, String text, Position at, Gap before) {
  /** Kinds of tokens. */
  enum Kind {
    WORD,
    NUMBER,
    STRING,
    OPERATOR,
    /** Text of a template string that an expression in braces follows. */
    TEMPLATE_PART,
    /** Text of a template string up to its end. */
    TEMPLATE_END,
    END
  }

  /** White space (and comments) before a token. */
  enum Gap {
    NONE,
    SPACE,
    NEW_LINE
  }

  boolean is(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }

  /** For messages. */
  String shown() {
    return switch (kind) {
      case END -> "end of file";
      case STRING -> "string";
      case NUMBER -> "number " + text;
      case TEMPLATE_PART, TEMPLATE_END -> "template string";
      default -> "'" + text + "'";
    };
  }
}
