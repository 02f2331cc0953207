package io.wherry.vmimport.names.gotemplate;

import java.util.ArrayList;
import java.util.List;

/** Cuts a template into text and the words of its actions; applies trim markers. */
final class Lexer {
  private static final String SPACE = " \t\r\n";

  private final String in;
  private final Where where;
  private final List<Token> out = new ArrayList<>();
  private int at;
  private boolean trimNext;

  Lexer(String template) {
    this.in = template;
    this.where = new Where(template);
  }

  List<Token> tokens() {
    while (at < in.length()) {
      int open = in.indexOf("{{", at);
      text(open < 0 ? in.length() : open);
      if (open >= 0) {
        action(open);
      }
    }
    out.add(new Token(Token.Kind.END, "", at, false));
    return out;
  }

  private void text(int end) {
    String text = in.substring(at, end);
    if (trimNext) {
      text = stripLeading(text);
      trimNext = false;
    }
    if (in.startsWith("{{-", end) && end + 3 < in.length() && isSpace(in.charAt(end + 3))) {
      text = stripTrailing(text);
    }
    if (!text.isEmpty()) {
      out.add(new Token(Token.Kind.TEXT, text, at, false));
    }
    at = end;
  }

  private void action(int open) {
    at = open + 2;
    if (at + 1 < in.length() && in.charAt(at) == '-' && isSpace(in.charAt(at + 1))) {
      at += 1;
    }
    int afterSpace = skipSpace(at);
    if (in.startsWith("/*", afterSpace)) {
      comment(open, afterSpace);
      return;
    }
    out.add(new Token(Token.Kind.OPEN, "{{", open, false));
    while (!close()) {
      word(open);
    }
  }

  private void comment(int open, int start) {
    int end = in.indexOf("*/", start + 2);
    if (end < 0) {
      throw where.problem(open, "unclosed comment");
    }
    at = end + 2;
    int close = skipSpace(at);
    boolean trims = close > at && in.startsWith("-}}", close);
    if (!trims && !in.startsWith("}}", at)) {
      throw where.problem(open, "a comment must end right before the closing braces");
    }
    trimNext = trims;
    at = trims ? close + 3 : at + 2;
  }

  private boolean close() {
    int next = skipSpace(at);
    if (next > at && in.startsWith("-}}", next)) {
      trimNext = true;
      return closeAt(next, 3);
    }
    return in.startsWith("}}", next) && closeAt(next, 2);
  }

  private boolean closeAt(int position, int length) {
    out.add(new Token(Token.Kind.CLOSE, "}}", position, false));
    at = position + length;
    return true;
  }

  private void word(int open) {
    int start = skipSpace(at);
    boolean spaced = start > at;
    at = start;
    if (at >= in.length()) {
      throw where.problem(open, "unclosed action");
    }
    char c = in.charAt(at);
    switch (c) {
      case '(' -> one(Token.Kind.LEFT, spaced);
      case ')' -> one(Token.Kind.RIGHT, spaced);
      case '|' -> one(Token.Kind.PIPE, spaced);
      case ',' -> one(Token.Kind.COMMA, spaced);
      case '=' -> one(Token.Kind.ASSIGN, spaced);
      case '"', '`', '\'' -> quoted(c, spaced);
      case ':' -> declare(spaced);
      case '$' -> named(Token.Kind.VARIABLE, spaced);
      case '.' -> dot(spaced);
      default -> nameOrNumber(c, spaced);
    }
  }

  private void one(Token.Kind kind, boolean spaced) {
    out.add(new Token(kind, in.substring(at, at + 1), at, spaced));
    at++;
  }

  private void declare(boolean spaced) {
    if (!in.startsWith(":=", at)) {
      throw where.problem(at, "expected :=");
    }
    out.add(new Token(Token.Kind.DECLARE, ":=", at, spaced));
    at += 2;
  }

  private void dot(boolean spaced) {
    char next = at + 1 < in.length() ? in.charAt(at + 1) : ' ';
    if (Character.isDigit(next)) {
      number(spaced);
    } else if (isNamePart(next)) {
      named(Token.Kind.FIELD, spaced);
    } else {
      one(Token.Kind.DOT, spaced);
    }
  }

  private void named(Token.Kind kind, boolean spaced) {
    int start = at++;
    while (at < in.length() && isNamePart(in.charAt(at))) {
      at++;
    }
    int from = kind == Token.Kind.FIELD ? start + 1 : start;
    out.add(new Token(kind, in.substring(from, at), start, spaced));
  }

  private void nameOrNumber(char c, boolean spaced) {
    if (Character.isDigit(c) || c == '+' || c == '-') {
      number(spaced);
    } else if (isNamePart(c)) {
      int start = at;
      while (at < in.length() && isNamePart(in.charAt(at))) {
        at++;
      }
      out.add(new Token(Token.Kind.IDENTIFIER, in.substring(start, at), start, spaced));
    } else {
      throw where.problem(at, "unexpected '" + c + "'");
    }
  }

  private void number(boolean spaced) {
    int start = at++;
    while (at < in.length() && isNumberPart(at)) {
      at++;
    }
    out.add(new Token(Token.Kind.NUMBER, in.substring(start, at), start, spaced));
  }

  private boolean isNumberPart(int i) {
    char c = in.charAt(i);
    boolean exponentSign = (c == '+' || c == '-') && "eE".indexOf(in.charAt(i - 1)) >= 0;
    return Character.isLetterOrDigit(c) || c == '.' || c == '_' || exponentSign;
  }

  private void quoted(char quote, boolean spaced) {
    int start = at++;
    while (at < in.length() && in.charAt(at) != quote) {
      boolean newline = in.charAt(at) == '\n' && quote != '`';
      if (newline) {
        break;
      }
      at += in.charAt(at) == '\\' && quote != '`' ? 2 : 1;
    }
    if (at >= in.length() || in.charAt(at) != quote) {
      throw where.problem(start, "unterminated quoted text");
    }
    String raw = in.substring(start + 1, at++);
    String value = quote == '`' ? raw : new Escapes(where, start + 1).resolve(raw);
    Token.Kind kind = quote == '\'' ? Token.Kind.CHARACTER : Token.Kind.STRING;
    out.add(new Token(kind, value, start, spaced));
  }

  private int skipSpace(int from) {
    int i = from;
    while (i < in.length() && isSpace(in.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isNamePart(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static boolean isSpace(char c) {
    return SPACE.indexOf(c) >= 0;
  }

  private static String stripLeading(String text) {
    int i = 0;
    while (i < text.length() && isSpace(text.charAt(i))) {
      i++;
    }
    return text.substring(i);
  }

  private static String stripTrailing(String text) {
    int i = text.length();
    while (i > 0 && isSpace(text.charAt(i - 1))) {
      i--;
    }
    return text.substring(0, i);
  }
}
