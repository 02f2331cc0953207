package io.wherry.rego.syntax;

import io.wherry.rego.syntax.Token.Gap;
import io.wherry.rego.syntax.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Cuts a module's text into tokens. */
final class Lexer {
  private static final List<String> OPERATORS =
      List.of(
          ":=", "==", "!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "%", "&", "|", "(", ")",
          "[", "]", "{", "}", ",", ";", ":", ".");

  private final String file;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();

  /** Open template strings: their quote, and how many braces are open inside their expression. */
  private final Deque<OpenTemplate> templates = new ArrayDeque<>();

  private int at;
  private int line = 1;
  private int lineStart;
  private Gap gap = Gap.NEW_LINE;

  private static final class OpenTemplate {
    final char quote;
    int braces;

    OpenTemplate(char quote) {
      this.quote = quote;
    }
  }

  private Lexer(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * @throws SyntaxException a character or string that cannot be
   */
  static List<Token> tokens(String file, String text) {
    Lexer lexer = new Lexer(file, text);
    while (lexer.next()) {}
    return lexer.tokens;
  }

  private boolean next() {
    skipGap();
    Position start = position();
    if (at >= text.length()) {
      add(Kind.END, "", start);
      return false;
    }
    char c = text.charAt(at);
    if (isLetter(c)) {
      word(start);
    } else if (isDigit(c)) {
      number(start);
    } else if (c == '"') {
      string(start);
    } else if (c == '`') {
      rawString(start);
    } else if (c == '$' && (peek(1) == '"' || peek(1) == '`')) {
      templates.push(new OpenTemplate(peek(1)));
      at += 2;
      template(start);
    } else {
      operator(start);
    }
    return true;
  }

  private Position position() {
    return new Position(file, line, text.codePointCount(lineStart, at) + 1);
  }

  private void add(Kind kind, String value, Position start) {
    tokens.add(new Token(kind, value, start, gap));
    gap = Gap.NONE;
  }

  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
  }

  private void skipGap() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        newLine();
        gap = Gap.NEW_LINE;
      } else if (c == ' ' || c == '\t' || c == '\r') {
        at++;
        gap = gap == Gap.NONE ? Gap.SPACE : gap;
      } else if (c == '#') {
        while (at < text.length() && text.charAt(at) != '\n') {
          at++;
        }
      } else {
        return;
      }
    }
  }

  private void newLine() {
    at++;
    line++;
    lineStart = at;
  }

  private static boolean isLetter(char c) {
    return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void word(Position start) {
    int from = at;
    while (isLetter(peek(0)) || isDigit(peek(0))) {
      at++;
    }
    add(Kind.WORD, text.substring(from, at), start);
  }

  private void number(Position start) {
    int from = at;
    digits();
    if (peek(0) == '.' && isDigit(peek(1))) {
      at++;
      digits();
    }
    if (peek(0) == 'e' || peek(0) == 'E') {
      at += peek(1) == '+' || peek(1) == '-' ? 2 : 1;
      if (!isDigit(peek(0))) {
        throw new SyntaxException("illegal number: the exponent has no digits", start);
      }
      digits();
    }
    if (isLetter(peek(0))) {
      throw new SyntaxException("illegal number: letters follow its digits", start);
    }
    String digits = text.substring(from, at);
    if (digits.length() > 1 && digits.charAt(0) == '0' && isDigit(digits.charAt(1))) {
      throw new SyntaxException("illegal number: expected number without leading zero", start);
    }
    add(Kind.NUMBER, digits, start);
  }

  private void digits() {
    while (isDigit(peek(0))) {
      at++;
    }
  }

  private void string(Position start) {
    int from = ++at;
    while (peek(0) != '"') {
      if (at >= text.length() || peek(0) == '\n') {
        throw new SyntaxException("non-terminated string", start);
      }
      at += peek(0) == '\\' ? 2 : 1;
    }
    String value = Escapes.decode(text.substring(from, Math.min(at, text.length())), start);
    at++;
    add(Kind.STRING, value, start);
  }

  private void rawString(Position start) {
    int from = ++at;
    while (peek(0) != '`') {
      if (at >= text.length()) {
        throw new SyntaxException("non-terminated string", start);
      }
      step();
    }
    String value = text.substring(from, at);
    at++;
    add(Kind.STRING, value.replace("\r", ""), start);
  }

  private void step() {
    if (peek(0) == '\n') {
      newLine();
    } else {
      at++;
    }
  }

  /** Reads on inside a template string, up to an expression or its end. */
  private void template(Position start) {
    OpenTemplate open = templates.getFirst();
    boolean raw = open.quote == '`';
    int from = at;
    while (peek(0) != open.quote && peek(0) != '{') {
      if (at >= text.length() || peek(0) == '\n' && !raw) {
        throw new SyntaxException("non-terminated string", start);
      }
      if (peek(0) == '\\' && (!raw || peek(1) == '{')) {
        at++;
      }
      step();
    }
    String written = text.substring(from, at).replace("\\{", "{");
    String value = raw ? written : Escapes.decode(written, start);
    boolean ends = peek(0) == open.quote;
    at++;
    if (ends) {
      templates.pop();
    }
    add(ends ? Kind.TEMPLATE_END : Kind.TEMPLATE_PART, value, start);
  }

  private void operator(Position start) {
    if (!templates.isEmpty() && closesExpression()) {
      add(Kind.OPERATOR, "}", start);
      at++;
      template(position());
      return;
    }
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, at)) {
        at += operator.length();
        add(Kind.OPERATOR, operator, start);
        return;
      }
    }
    throw new SyntaxException("illegal token: unexpected character " + shown(), start);
  }

  /** Counts braces inside a template's expression; true at the one that ends it. */
  private boolean closesExpression() {
    OpenTemplate open = templates.getFirst();
    if (peek(0) == '{') {
      open.braces++;
    } else if (peek(0) == '}') {
      if (open.braces == 0) {
        return true;
      }
      open.braces--;
    }
    return false;
  }

  private String shown() {
    int c = text.codePointAt(at);
    return c < ' ' ? String.format("U+%04X", c) : "'" + Character.toString(c) + "'";
  }
}
