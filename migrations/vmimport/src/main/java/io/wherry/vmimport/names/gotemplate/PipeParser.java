package io.wherry.vmimport.names.gotemplate;

import io.wherry.vmimport.names.gotemplate.Node.Binding;
import io.wherry.vmimport.names.gotemplate.Node.Command;
import io.wherry.vmimport.names.gotemplate.Node.Operand;
import io.wherry.vmimport.names.gotemplate.Node.Pipe;
import io.wherry.vmimport.names.gotemplate.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads pipelines and knows which variables are in sight. */
final class PipeParser {
  private static final int MAX_DEPTH = 40;

  /** How many variables a pipeline may set. */
  enum Setting {
    NONE,
    ONE,
    TWO
  }

  private final Where where;
  private final Tokens tokens;
  private final List<String> variables = new ArrayList<>(List.of("$"));
  private int depth;

  PipeParser(Where where, Tokens tokens) {
    this.where = where;
    this.tokens = tokens;
  }

  /** Where the variables of an inner block begin. */
  int mark() {
    return variables.size();
  }

  void forgetSince(int mark) {
    variables.subList(mark, variables.size()).clear();
  }

  Pipe pipe(Kind end, Setting setting) {
    int position = tokens.peek().position();
    if (++depth > MAX_DEPTH) {
      throw where.problem(position, "nested too deeply");
    }
    List<String> set = new ArrayList<>();
    Binding binding = binding(setting, set);
    List<Command> commands = new ArrayList<>();
    commands.add(command(end));
    while (tokens.peek().kind() == Kind.PIPE) {
      Token bar = tokens.next();
      commands.add(piped(end, bar));
    }
    tokens.expect(end, end == Kind.RIGHT ? "a closing parenthesis" : "the end of the action");
    if (binding == Binding.DECLARE) {
      variables.addAll(set);
    }
    depth--;
    return new Pipe(position, set, binding, commands);
  }

  private Command piped(Kind end, Token bar) {
    Command command = command(end);
    if (command.operands().getFirst() instanceof Operand.Literal) {
      throw where.problem(bar.position(), "a value cannot take the result of a pipeline");
    }
    return command;
  }

  private Binding binding(Setting setting, List<String> set) {
    if (setting == Setting.NONE || tokens.peek().kind() != Kind.VARIABLE) {
      return Binding.NONE;
    }
    Kind second = tokens.peekSecond().kind();
    if (second == Kind.COMMA && setting == Setting.TWO) {
      set.add(tokens.next().text());
      tokens.next();
      if (tokens.peek().kind() != Kind.VARIABLE) {
        throw where.problem(tokens.peek().position(), "expected a second variable");
      }
    } else if (second != Kind.DECLARE && second != Kind.ASSIGN) {
      return Binding.NONE;
    }
    set.add(tokens.next().text());
    Token sign = tokens.next();
    if (sign.kind() == Kind.DECLARE) {
      return Binding.DECLARE;
    }
    if (sign.kind() != Kind.ASSIGN) {
      throw where.problem(sign.position(), "expected := or =");
    }
    set.forEach(v -> mustBeKnown(v, sign.position()));
    return Binding.ASSIGN;
  }

  private Command command(Kind end) {
    List<Operand> operands = new ArrayList<>();
    while (tokens.peek().kind() != end && tokens.peek().kind() != Kind.PIPE) {
      Token token = tokens.peek();
      if (!operands.isEmpty() && !token.spaced() && token.kind() != Kind.LEFT) {
        throw where.problem(token.position(), "expected a space before '" + token.text() + "'");
      }
      operands.add(operand());
    }
    if (operands.isEmpty()) {
      throw where.problem(tokens.peek().position(), "missing value");
    }
    boolean callable = operands.getFirst() instanceof Operand.Function;
    if (operands.size() > 1 && !callable) {
      throw where.problem(
          operands.get(1).position(), "only functions take arguments; the first word is none");
    }
    return new Command(operands);
  }

  private Operand operand() {
    Token t = tokens.next();
    int position = t.position();
    return switch (t.kind()) {
      case STRING -> new Operand.Literal(position, t.text());
      case CHARACTER -> new Operand.Literal(position, character(t));
      case NUMBER -> new Operand.Literal(position, new Numbers(where).parse(t));
      case IDENTIFIER -> word(t);
      case DOT -> new Operand.Dot(position, List.of());
      case FIELD -> new Operand.Dot(position, fields(t.text()));
      case VARIABLE -> variable(t);
      case LEFT -> new Operand.Paren(position, pipe(Kind.RIGHT, Setting.NONE), fields());
      default -> throw where.problem(position, "unexpected '" + t.text() + "'");
    };
  }

  private Operand word(Token t) {
    return switch (t.text()) {
      case "true" -> new Operand.Literal(t.position(), true);
      case "false" -> new Operand.Literal(t.position(), false);
      case "nil" -> new Operand.Literal(t.position(), null);
      default -> {
        if (!Functions.isKnown(t.text())) {
          throw where.problem(t.position(), "function '" + t.text() + "' is not defined");
        }
        yield new Operand.Function(t.position(), t.text());
      }
    };
  }

  private Operand variable(Token t) {
    mustBeKnown(t.text(), t.position());
    return new Operand.Variable(t.position(), t.text(), fields());
  }

  private void mustBeKnown(String variable, int position) {
    if (!variables.contains(variable)) {
      throw where.problem(position, "undefined variable '" + variable + "'");
    }
  }

  private List<String> fields(String... first) {
    List<String> fields = new ArrayList<>(List.of(first));
    while (tokens.peek().kind() == Kind.FIELD && !tokens.peek().spaced()) {
      fields.add(tokens.next().text());
    }
    return fields;
  }

  private Long character(Token t) {
    if (t.text().codePointCount(0, t.text().length()) != 1) {
      throw where.problem(t.position(), "a character constant holds one character");
    }
    return (long) t.text().codePointAt(0);
  }
}
