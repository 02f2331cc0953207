package io.wherry.rego.syntax;

import io.wherry.rego.syntax.Dialect.Version;
import io.wherry.rego.syntax.Module.Import;
import io.wherry.rego.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses a whole file. */
public final class ModuleParser {
  /** Larger files are refused; the largest rule files known have a few kilobytes. */
  private static final int MOST_CHARACTERS = 1_000_000;

  private final String file;
  private final Tokens tokens;
  private final List<Import> imports = new ArrayList<>();
  private Version version;

  private ModuleParser(String file, String text, Version version) {
    if (text.length() > MOST_CHARACTERS) {
      throw new SyntaxException(
          "the file has more than " + MOST_CHARACTERS + " characters", new Position(file, 1, 1));
    }
    this.file = file;
    this.version = version;
    this.tokens = new Tokens(Lexer.tokens(file, text), new Dialect(version));
  }

  /**
   * Reads a file in the present version of the language. One that does not parse so, and does not
   * say that it is new, is read as version 0.
   *
   * @throws SyntaxException it cannot be read
   */
  public static Module parse(String file, String text) {
    try {
      return parse(file, text, Version.V1);
    } catch (SyntaxException asNew) {
      if (text.contains("rego.v1")) {
        throw asNew;
      }
      try {
        return parse(file, text, Version.V0);
      } catch (SyntaxException asOld) {
        // Whoever understood more of the file knows better what is wrong with it.
        throw reach(asOld) > reach(asNew) ? asOld : asNew;
      }
    }
  }

  private static long reach(SyntaxException e) {
    Position at = e.error().at();
    return at.line() * 100_000L + at.column();
  }

  /**
   * Reads a file in one version of the language.
   *
   * @throws SyntaxException it cannot be read
   */
  public static Module parse(String file, String text, Version version) {
    return new ModuleParser(file, text, version).module();
  }

  /**
   * Reads a query: a body without braces, such as {@code x := data.a.b}.
   *
   * @throws SyntaxException it cannot be read
   */
  public static Body query(String file, String text, Version version) {
    ModuleParser parser = new ModuleParser(file, text, version);
    return new BodyParser(parser.tokens).query();
  }

  private Module module() {
    if (!tokens.skipKeyword("package")) {
      throw tokens.unexpected("expected 'package'");
    }
    BodyParser bodies = new BodyParser(tokens);
    List<String> packagePath = path(bodies.terms().primary(), "package name");
    RuleParser parser = new RuleParser(tokens, bodies);
    List<Rule> rules = new ArrayList<>();
    while (!tokens.atEnd()) {
      Boolean _ = tokens.skip(";");
      if (tokens.isKeyword("import")) {
        imports.add(statement(bodies.terms()));
      } else if (!tokens.atEnd()) {
        rules.addAll(parser.rules());
      }
    }
    return new Module(file, version, packagePath, List.copyOf(imports), List.copyOf(rules));
  }

  private static List<String> path(Term term, String what) {
    return Names.parts(term).orElseThrow(() -> new SyntaxException("illegal " + what, term.at()));
  }

  private Import statement(TermParser terms) {
    Position at = tokens.take().at();
    Term term = terms.primary();
    List<String> path = path(term, "import");
    Optional<String> alias = Optional.empty();
    if (tokens.skipKeyword("as")) {
      Token name = tokens.take();
      if (name.kind() != Kind.WORD) {
        throw new SyntaxException("expected a name after 'as'", name.at());
      }
      alias = Optional.of(name.text());
    }
    Import result = new Import(path, alias, at);
    switch (path.getFirst()) {
      case "data", "input" -> {}
      case "future" -> future(result);
      case "rego" -> rego(result);
      default ->
          throw new SyntaxException(
              "illegal import: must begin with data, input, future or rego", at);
    }
    return result;
  }

  private void future(Import said) {
    List<String> path = said.path();
    boolean known =
        path.size() > 1
            && path.get(1).equals("keywords")
            && (path.size() == 2 || path.size() == 3 && Dialect.FUTURE.contains(path.get(2)));
    if (!known) {
      throw new SyntaxException("illegal import of " + String.join(".", path), said.at());
    }
    if (path.size() == 2) {
      tokens.dialect().addAll();
    } else {
      tokens.dialect().add(path.get(2));
    }
  }

  private void rego(Import said) {
    if (!said.path().equals(List.of("rego", "v1"))) {
      throw new SyntaxException("illegal import of " + String.join(".", said.path()), said.at());
    }
    tokens.dialect().addAll();
    tokens.dialect().become(Version.V1);
    version = Version.V1;
  }
}
