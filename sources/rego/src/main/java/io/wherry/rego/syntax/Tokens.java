package io.wherry.rego.syntax;

import io.wherry.rego.syntax.Token.Gap;
import io.wherry.rego.syntax.Token.Kind;
import java.util.List;
import java.util.function.Supplier;

/** A cursor over a module's tokens. */
final class Tokens {
  private static final int MOST_NESTED = 100;

  private final List<Token> tokens;
  private final Dialect dialect;
  private int index;
  private int depth;
  private int wildcards;

  Tokens(List<Token> tokens, Dialect dialect) {
    this.tokens = tokens;
    this.dialect = dialect;
  }

  Dialect dialect() {
    return dialect;
  }

  Token token() {
    return tokens.get(index);
  }

  Token ahead() {
    return tokens.get(Math.min(index + 1, tokens.size() - 1));
  }

  Token take() {
    Token token = token();
    if (token.kind() != Kind.END) {
      index++;
    }
    return token;
  }

  /** Where to go back to. */
  int mark() {
    return index;
  }

  void back(int mark) {
    index = mark;
  }

  Position at() {
    return token().at();
  }

  boolean is(String operator) {
    return token().is(operator);
  }

  /** True at the operator, when nothing stands between it and the token before. */
  boolean follows(String operator) {
    return is(operator) && token().before() == Gap.NONE;
  }

  /** A keyword with a path behind it is a name: {@code not.x}. */
  boolean isKeyword(String word) {
    return token().isWord(word) && dialect.isKeyword(word) && !startsPath();
  }

  /** True when a dot or a bracket follows the token without a gap. */
  boolean startsPath() {
    Token ahead = ahead();
    return ahead.before() == Gap.NONE && (ahead.is(".") || ahead.is("["));
  }

  boolean isName() {
    return token().kind() == Kind.WORD && !dialect.isKeyword(token().text());
  }

  /** Goes past the operator, if it is here. */
  boolean skip(String operator) {
    boolean here = is(operator);
    if (here) {
      index++;
    }
    return here;
  }

  boolean skipKeyword(String word) {
    boolean here = isKeyword(word);
    if (here) {
      index++;
    }
    return here;
  }

  void expect(String operator) {
    if (!skip(operator)) {
      throw unexpected("expected '" + operator + "'");
    }
  }

  boolean atEnd() {
    return token().kind() == Kind.END;
  }

  String freshWildcard() {
    return "$" + ++wildcards;
  }

  SyntaxException unexpected(String wanted) {
    return new SyntaxException("unexpected " + token().shown() + ": " + wanted, at());
  }

  /** Parses something nested; guards the stack against files that nest without end. */
  <T> T nested(Supplier<T> parse) {
    if (depth >= MOST_NESTED) {
      throw new SyntaxException("nested more than " + MOST_NESTED + " levels deep", at());
    }
    depth++;
    try {
      return parse.get();
    } finally {
      depth--;
    }
  }
}
