package io.wherry.vmimport.names.gotemplate;

import java.util.List;

/** A cursor over the words of a template. */
final class Tokens {
  private final Where where;
  private final List<Token> all;
  private int at;

  Tokens(Where where, List<Token> all) {
    this.where = where;
    this.all = all;
  }

  Token peek() {
    return all.get(Math.min(at, all.size() - 1));
  }

  Token peekSecond() {
    return all.get(Math.min(at + 1, all.size() - 1));
  }

  Token next() {
    Token token = peek();
    at++;
    return token;
  }

  /** True when an action begins here with the keyword. */
  boolean opens(String keyword) {
    Token second = peekSecond();
    return peek().kind() == Token.Kind.OPEN
        && second.kind() == Token.Kind.IDENTIFIER
        && second.text().equals(keyword);
  }

  void expect(Token.Kind kind, String what) {
    Token token = next();
    if (token.kind() != kind) {
      throw where.problem(token.position(), "expected " + what + ", found '" + token.text() + "'");
    }
  }
}
