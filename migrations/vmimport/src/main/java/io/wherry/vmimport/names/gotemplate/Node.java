package io.wherry.vmimport.names.gotemplate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parsed template. */
sealed interface Node {
  record Text(String text) implements Node {}

  /** A pipeline whose value is printed unless it only sets variables. */
  record Print(Pipe pipe) implements Node {}

  record If(Pipe condition, List<Node> then, List<Node> otherwise) implements Node {}

  record With(Pipe value, List<Node> then, List<Node> otherwise) implements Node {}

  record Range(Pipe over, List<Node> body, List<Node> otherwise) implements Node {}

  record Break() implements Node {}

  record Continue() implements Node {}

  /**
   * @param variables names with their dollar sign that get the value
   */
  record Pipe(int position, List<String> variables, Binding binding, List<Command> commands) {}

  /** What a pipeline does with its variables. */
  enum Binding {
    NONE,
    DECLARE,
    ASSIGN
  }

  record Command(List<Operand> operands) {}

  /** A part of a command. */
  sealed interface Operand {
    int position();

    record Literal(int position, @Nullable Object value) implements Operand {}

    /** Dot, perhaps with fields. */
    record Dot(int position, List<String> fields) implements Operand {}

    record Variable(int position, String name, List<String> fields) implements Operand {}

    record Function(int position, String name) implements Operand {}

    record Paren(int position, Pipe pipe, List<String> fields) implements Operand {}
  }
}
