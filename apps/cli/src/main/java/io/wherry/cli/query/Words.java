package io.wherry.cli.query;

import io.wherry.cli.query.Word.Kind;
import io.wherry.problems.InvalidRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a query into words. */
final class Words {
  private static final int MOST_CHARACTERS = 10_000;

  private static final String PART = "[\\p{L}_][\\p{L}\\p{N}_-]*";
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern STRING =
      Pattern.compile("'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\"");

  /** Dates are text: what the API writes compares in the order of time. */
  private static final Pattern DATE =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?(?:Z|[+-]\\d{2}:\\d{2}))?");

  private static final Pattern NUMBER =
      Pattern.compile("\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?:[KMGTP]i?)?(?![\\p{L}\\p{N}_])");
  private static final Pattern NAME =
      Pattern.compile(PART + "(?:\\[(?:\\*|\\d+)\\]|\\." + PART + "|\\.'(?:[^'])*+')*+");
  private static final Pattern SIGN = Pattern.compile("!=|<=|>=|~=|~!|[=<>()\\[\\],+*/%-]");

  private Words() {}

  /**
   * Splits.
   *
   * @throws InvalidRequest a character belongs nowhere; the message has its position
   */
  static List<Word> of(String query) {
    if (query.length() > MOST_CHARACTERS) {
      throw new InvalidRequest("The query has more than " + MOST_CHARACTERS + " characters.");
    }
    List<Word> words = new ArrayList<>();
    int at = 0;
    while (at < query.length()) {
      Word word = next(query, at);
      at += word.text().length();
      if (!word.text().isBlank()) {
        words.add(word.kind() == Kind.STRING ? unquoted(word) : word);
      }
    }
    words.add(new Word(Kind.END, "", at));
    return words;
  }

  private static Word next(String query, int at) {
    String found = starting(SPACE, query, at);
    Kind kind = Kind.SIGN;
    if (found.isEmpty()) {
      found = starting(STRING, query, at);
      kind = Kind.STRING;
    }
    if (found.isEmpty()) {
      found = starting(DATE, query, at);
    }
    if (found.isEmpty()) {
      found = starting(NUMBER, query, at);
      kind = Kind.NUMBER;
    }
    if (found.isEmpty()) {
      found = starting(NAME, query, at);
      kind = Kind.NAME;
    }
    if (found.isEmpty()) {
      found = starting(SIGN, query, at);
      kind = Kind.SIGN;
    }
    if (found.isEmpty()) {
      throw new InvalidRequest(
          "The query has '%s' at character %d, which belongs to nothing; text stands in single quotes."
              .formatted(query.charAt(at), at + 1));
    }
    return new Word(kind, found, at);
  }

  private static String starting(Pattern pattern, String query, int at) {
    Matcher matcher = pattern.matcher(query).region(at, query.length());
    return matcher.lookingAt() ? matcher.group() : "";
  }

  /** A backslash keeps quotes and itself; before anything else it stays, as patterns need it. */
  private static Word unquoted(Word word) {
    String text = word.text();
    if (text.charAt(0) != '\'' && text.charAt(0) != '"') {
      return word;
    }
    String inside = text.substring(1, text.length() - 1).replaceAll("\\\\(['\"\\\\])", "$1");
    return new Word(Kind.STRING, inside, word.at());
  }
}
