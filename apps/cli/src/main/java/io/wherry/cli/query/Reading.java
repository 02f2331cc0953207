package io.wherry.cli.query;

import io.wherry.cli.query.Word.Kind;
import io.wherry.problems.InvalidRequest;
import java.util.List;

/** Where the reading of a query stands. */
final class Reading {
  private final String text;
  private final List<Word> words;
  private int next;

  Reading(String text, List<Word> words) {
    this.text = text;
    this.words = words;
  }

  Word peek() {
    return words.get(next);
  }

  boolean isAtEnd() {
    return peek().kind() == Kind.END;
  }

  boolean isAt(String word) {
    return peek().is(word);
  }

  /** Goes on if this word is next. */
  boolean skip(String word) {
    if (!peek().is(word)) {
      return false;
    }
    next++;
    return true;
  }

  /** Goes on if one of these words is next; which one, or an empty text. */
  String skipAny(List<String> any) {
    return any.stream().filter(this::skip).findFirst().orElse("");
  }

  Word next(Kind kind, String expected) {
    if (peek().kind() != kind) {
      throw unexpected(expected);
    }
    return words.get(next++);
  }

  InvalidRequest unexpected(String expected) {
    Word found = peek();
    String what = found.kind() == Kind.END ? "ends" : "has '" + found.text() + "'";
    return new InvalidRequest(
        "The query \"%s\" %s at character %d where %s was expected."
            .formatted(text, what, found.at() + 1, expected));
  }
}
