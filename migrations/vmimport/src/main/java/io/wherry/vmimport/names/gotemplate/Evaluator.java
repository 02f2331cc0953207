package io.wherry.vmimport.names.gotemplate;

import io.wherry.problems.InvalidRequest;
import io.wherry.vmimport.names.gotemplate.Node.Binding;
import io.wherry.vmimport.names.gotemplate.Node.Operand;
import io.wherry.vmimport.names.gotemplate.Node.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs a parsed template once. */
final class Evaluator {
  /** Far more than a name needs, and done within milliseconds. */
  private static final int MAX_STEPS = 20_000;

  static final int MAX_OUTPUT = 4096;

  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private record Variable(String name, @Nullable Object value) {}

  private final Where where;
  private final Map<String, Object> root;
  private final List<Variable> variables = new ArrayList<>();
  private final StringBuilder out = new StringBuilder();
  private int steps;

  Evaluator(String template, Map<String, Object> root) {
    this.where = new Where(template);
    this.root = root;
    variables.add(new Variable("$", root));
  }

  String run(List<Node> nodes) {
    run(nodes, root);
    return out.toString();
  }

  private Flow run(List<Node> nodes, @Nullable Object dot) {
    for (Node node : nodes) {
      Flow flow = run(node, dot);
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  private Flow run(Node node, @Nullable Object dot) {
    return switch (node) {
      case Node.Text(String text) -> write(text, 0);
      case Node.Print(Pipe pipe) -> print(pipe, dot);
      case Node.If(Pipe condition, List<Node> then, List<Node> otherwise) -> {
        int mark = variables.size();
        boolean truth = Values.truth(evaluate(condition, dot));
        yield leaving(mark, run(truth ? then : otherwise, dot));
      }
      case Node.With(Pipe pipe, List<Node> then, List<Node> otherwise) -> {
        int mark = variables.size();
        Object value = evaluate(pipe, dot);
        boolean truth = Values.truth(value);
        yield leaving(mark, run(truth ? then : otherwise, truth ? value : dot));
      }
      case Node.Range range -> range(range, dot);
      case Node.Break() -> Flow.BREAK;
      case Node.Continue() -> Flow.CONTINUE;
    };
  }

  private Flow print(Pipe pipe, @Nullable Object dot) {
    Object value = evaluate(pipe, dot);
    return pipe.binding() == Binding.NONE
        ? write(text(value, pipe.position()), pipe.position())
        : Flow.ON;
  }

  private Flow range(Node.Range range, @Nullable Object dot) {
    int mark = variables.size();
    Pipe silent =
        new Pipe(range.over().position(), List.of(), Binding.NONE, range.over().commands());
    Object over = evaluate(silent, dot);
    if (over instanceof Long && range.over().variables().size() == 2) {
      throw where.problem(silent.position(), "range over a number sets one variable only");
    }
    var items = Values.items(over);
    if (items.isEmpty()) {
      return leaving(mark, run(range.otherwise(), dot));
    }
    for (Values.Item item : items.get()) {
      step(range.over().position());
      bind(range.over(), item);
      Flow flow = leaving(mark, run(range.body(), item.value()));
      if (flow == Flow.BREAK) {
        break;
      }
    }
    return Flow.ON;
  }

  private void bind(Pipe over, Values.Item item) {
    List<String> names = over.variables();
    List<@Nullable Object> values = new ArrayList<>();
    if (names.size() == 2) {
      values.add(item.key());
    }
    values.add(item.value());
    for (int i = 0; i < names.size(); i++) {
      set(names.get(i), values.get(i), over.binding());
    }
  }

  private Flow leaving(int mark, Flow flow) {
    variables.subList(mark, variables.size()).clear();
    return flow;
  }

  private Flow write(String text, int position) {
    if (out.length() + text.length() > MAX_OUTPUT) {
      throw where.problem(position, "the output is longer than " + MAX_OUTPUT + " characters");
    }
    out.append(text);
    return Flow.ON;
  }

  private @Nullable Object evaluate(Pipe pipe, @Nullable Object dot) {
    Object value = null;
    for (int i = 0; i < pipe.commands().size(); i++) {
      List<@Nullable Object> piped = new ArrayList<>();
      if (i > 0) {
        piped.add(value);
      }
      value = command(pipe.commands().get(i), dot, piped);
    }
    if (pipe.binding() != Binding.NONE) {
      set(pipe.variables().getFirst(), value, pipe.binding());
    }
    return value;
  }

  private @Nullable Object command(
      Node.Command command, @Nullable Object dot, List<@Nullable Object> piped) {
    Operand first = command.operands().getFirst();
    step(first.position());
    if (first instanceof Operand.Function function) {
      return call(function, command.operands(), dot, piped);
    }
    if (!piped.isEmpty()) {
      throw where.problem(first.position(), "only functions take the result of a pipeline");
    }
    return operand(first, dot);
  }

  private @Nullable Object operand(Operand operand, @Nullable Object dot) {
    return switch (operand) {
      case Operand.Literal literal -> literal.value();
      case Operand.Dot(int at, List<String> fields) -> fields(dot, fields, at);
      case Operand.Variable(int at, String name, List<String> fields) ->
          fields(variable(name), fields, at);
      case Operand.Paren(int at, Pipe pipe, List<String> fields) ->
          fields(evaluate(pipe, dot), fields, at);
      case Operand.Function f -> call(f, List.of(f), dot, List.of());
    };
  }

  private @Nullable Object call(
      Operand.Function function,
      List<Operand> operands,
      @Nullable Object dot,
      List<@Nullable Object> piped) {
    List<Operand> given = operands.subList(1, operands.size());
    if (function.name().equals("and") || function.name().equals("or")) {
      return shortCut(function, given, dot, piped);
    }
    List<@Nullable Object> arguments = new ArrayList<>();
    given.forEach(o -> arguments.add(operand(o, dot)));
    arguments.addAll(piped);
    try {
      return Functions.call(function.name(), new Arguments(arguments));
    } catch (BadArgument e) {
      throw where.problem(function.position(), function.name() + ": " + e.getMessage());
    }
  }

  private @Nullable Object shortCut(
      Operand.Function function,
      List<Operand> given,
      @Nullable Object dot,
      List<@Nullable Object> piped) {
    boolean stopAt = function.name().equals("or");
    Object value = null;
    for (Operand o : given) {
      value = operand(o, dot);
      if (Values.truth(value) == stopAt) {
        return value;
      }
    }
    if (given.isEmpty() && piped.isEmpty()) {
      throw where.problem(function.position(), function.name() + " needs an argument");
    }
    return piped.isEmpty() ? value : piped.getFirst();
  }

  private @Nullable Object fields(@Nullable Object start, List<String> fields, int position) {
    Object value = start;
    for (String field : fields) {
      if (!(value instanceof Map<?, ?> map)) {
        throw where.problem(position, "there is no field '" + field + "' in a plain value");
      }
      if (!map.containsKey(field)) {
        String known = String.join(", .", new TreeMap<>(root).keySet());
        throw where.problem(position, "unknown field ." + field + "; known are ." + known);
      }
      value = map.get(field);
    }
    return value;
  }

  private @Nullable Object variable(String name) {
    for (int i = variables.size() - 1; i >= 0; i--) {
      if (variables.get(i).name().equals(name)) {
        return variables.get(i).value();
      }
    }
    throw new InvalidRequest("The variable " + name + " has no value here.");
  }

  private void set(String name, @Nullable Object value, Binding binding) {
    int at = variables.size();
    if (binding == Binding.ASSIGN) {
      for (at = variables.size() - 1; !variables.get(at).name().equals(name); at--) {
        // the parser has seen to it that the variable is in sight
      }
      variables.set(at, new Variable(name, value));
    } else {
      variables.add(new Variable(name, value));
    }
  }

  private String text(@Nullable Object value, int position) {
    if (value == null) {
      throw where.problem(position, "nothing to print: the value is nil");
    }
    return Values.text(value);
  }

  private void step(int position) {
    if (++steps > MAX_STEPS) {
      throw where.problem(position, "the template takes more than " + MAX_STEPS + " steps");
    }
  }
}
