package io.wherry.rego.syntax;

import io.wherry.rego.syntax.Term.ArrayComprehension;
import io.wherry.rego.syntax.Term.ArrayTerm;
import io.wherry.rego.syntax.Term.Entry;
import io.wherry.rego.syntax.Term.ObjectComprehension;
import io.wherry.rego.syntax.Term.ObjectTerm;
import io.wherry.rego.syntax.Term.SetComprehension;
import io.wherry.rego.syntax.Term.SetTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Parses arrays, sets, objects and comprehensions. {@code {a | b}} is a comprehension before it is
 * a union.
 */
final class CollectionParser {
  private final Tokens tokens;
  private final TermParser terms;
  private final BodyParser bodies;

  CollectionParser(Tokens tokens, TermParser terms, BodyParser bodies) {
    this.tokens = tokens;
    this.terms = terms;
    this.bodies = bodies;
  }

  Term array() {
    Position at = tokens.at();
    tokens.expect("[");
    int mark = tokens.mark();
    if (!tokens.is("]")) {
      Term head = terms.primary();
      Optional<Term> comprehension =
          comprehension("]", body -> new ArrayComprehension(head, body, at));
      if (comprehension.isPresent()) {
        return comprehension.get();
      }
    }
    tokens.back(mark);
    return new ArrayTerm(items("]"), at);
  }

  Term setOrObject() {
    Position at = tokens.at();
    tokens.expect("{");
    if (tokens.skip("}")) {
      return new ObjectTerm(List.of(), at);
    }
    int mark = tokens.mark();
    Term head = terms.primary();
    Optional<Term> comprehension = comprehension("}", body -> new SetComprehension(head, body, at));
    if (comprehension.isPresent()) {
      return comprehension.get();
    }
    tokens.back(mark);
    Term first = terms.item();
    if (tokens.skip(":")) {
      return object(first, at);
    }
    tokens.back(mark);
    return new SetTerm(items("}"), at);
  }

  private Term object(Term key, Position at) {
    int mark = tokens.mark();
    Term value = terms.primary();
    Optional<Term> comprehension =
        comprehension("}", body -> new ObjectComprehension(key, value, body, at));
    if (comprehension.isPresent()) {
      return comprehension.get();
    }
    tokens.back(mark);
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(key, terms.item()));
    while (separated("}")) {
      Term next = terms.item();
      tokens.expect(":");
      entries.add(new Entry(next, terms.item()));
    }
    return new ObjectTerm(List.copyOf(entries), at);
  }

  /** Reads {@code | body} and the closing bracket; nothing when that is not what follows. */
  private Optional<Term> comprehension(String close, Function<Body, Term> make) {
    if (!tokens.is("|")) {
      return Optional.empty();
    }
    int mark = tokens.mark();
    tokens.expect("|");
    try {
      Body body = bodies.body(close);
      tokens.expect(close);
      return Optional.of(make.apply(body));
    } catch (SyntaxException e) {
      if (!tokens.is(",")) {
        throw e;
      }
      tokens.back(mark); // a union inside a list
      return Optional.empty();
    }
  }

  /** Terms up to the closing bracket, which is taken as well. */
  List<Term> items(String close) {
    List<Term> items = new ArrayList<>();
    boolean more = !tokens.skip(close);
    while (more) {
      items.add(terms.item());
      more = separated(close);
    }
    return List.copyOf(items);
  }

  /** True when another item follows; a comma before the closing bracket is allowed. */
  private boolean separated(String close) {
    if (tokens.skip(close)) {
      return false;
    }
    if (!tokens.skip(",")) {
      throw tokens.unexpected("expected ',' or '" + close + "'");
    }
    return !tokens.skip(close);
  }
}
