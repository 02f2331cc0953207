package io.wherry.vmimport.names.gotemplate;

import io.wherry.vmimport.names.gotemplate.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Turns words into a tree; every unknown function or variable is an error here. */
final class Parser {
  /** Deeper nesting is refused: it would only exhaust the stack. */
  private static final int MAX_DEPTH = 40;

  private static final Set<String> UNSUPPORTED = Set.of("define", "template", "block");

  private final Where where;
  private final Tokens tokens;
  private final PipeParser pipes;
  private int depth;
  private int loops;

  Parser(String template) {
    this.where = new Where(template);
    this.tokens = new Tokens(where, new Lexer(template).tokens());
    this.pipes = new PipeParser(where, tokens);
  }

  List<Node> parse() {
    List<Node> nodes = nodes();
    Token rest = tokens.next();
    if (rest.kind() != Kind.END) {
      throw where.problem(rest.position(), "'" + tokens.peek().text() + "' without a beginning");
    }
    return nodes;
  }

  /** Reads up to {@code end}, {@code else} or the end of the template. */
  private List<Node> nodes() {
    if (++depth > MAX_DEPTH) {
      throw where.problem(tokens.peek().position(), "nested too deeply");
    }
    int mark = depth == 1 ? -1 : pipes.mark();
    List<Node> nodes = new ArrayList<>();
    while (tokens.peek().kind() != Kind.END && !tokens.opens("end") && !tokens.opens("else")) {
      nodes.add(node());
    }
    if (mark >= 0) {
      pipes.forgetSince(mark);
    }
    depth--;
    return nodes;
  }

  private Node node() {
    Token first = tokens.next();
    if (first.kind() == Kind.TEXT) {
      return new Node.Text(first.text());
    }
    Token word = tokens.peek();
    if (word.kind() == Kind.IDENTIFIER && UNSUPPORTED.contains(word.text())) {
      throw where.problem(word.position(), "'" + word.text() + "' is not supported here");
    }
    return switch (word.kind() == Kind.IDENTIFIER ? word.text() : "") {
      case "if" -> branch("if");
      case "with" -> branch("with");
      case "range" -> range();
      case "break" -> leave(new Node.Break());
      case "continue" -> leave(new Node.Continue());
      default -> print();
    };
  }

  private Node print() {
    return new Node.Print(pipes.pipe(Kind.CLOSE, PipeParser.Setting.ONE));
  }

  private Node leave(Node node) {
    Token word = tokens.next();
    if (loops == 0) {
      throw where.problem(word.position(), "'" + word.text() + "' outside of range");
    }
    tokens.expect(Kind.CLOSE, "the end of the action");
    return node;
  }

  private Node branch(String keyword) {
    tokens.next();
    int mark = pipes.mark();
    Node.Pipe pipe = pipes.pipe(Kind.CLOSE, PipeParser.Setting.ONE);
    List<Node> then = nodes();
    List<Node> otherwise = otherwise(keyword, pipe.position());
    pipes.forgetSince(mark);
    return keyword.equals("if")
        ? new Node.If(pipe, then, otherwise)
        : new Node.With(pipe, then, otherwise);
  }

  private Node range() {
    tokens.next();
    int mark = pipes.mark();
    Node.Pipe pipe = pipes.pipe(Kind.CLOSE, PipeParser.Setting.TWO);
    loops++;
    List<Node> body = nodes();
    loops--;
    List<Node> otherwise = otherwise("range", pipe.position());
    pipes.forgetSince(mark);
    return new Node.Range(pipe, body, otherwise);
  }

  private List<Node> otherwise(String keyword, int begun) {
    Token open = tokens.next();
    if (open.kind() == Kind.END) {
      throw where.problem(begun, "'" + keyword + "' has no end");
    }
    if (tokens.next().text().equals("end")) {
      tokens.expect(Kind.CLOSE, "the end of the action");
      return List.of();
    }
    if (tokens.peek().text().equals(keyword) && !keyword.equals("range")) {
      return List.of(nestedBranch(keyword));
    }
    tokens.expect(Kind.CLOSE, "the end of the action");
    List<Node> nodes = nodes();
    if (!tokens.opens("end")) {
      throw where.problem(begun, "'" + keyword + "' has no end");
    }
    tokens.next();
    tokens.next();
    tokens.expect(Kind.CLOSE, "the end of the action");
    return nodes;
  }

  private Node nestedBranch(String keyword) {
    if (++depth > MAX_DEPTH) {
      throw where.problem(tokens.peek().position(), "nested too deeply");
    }
    Node branch = branch(keyword);
    depth--;
    return branch;
  }
}
