package io.wherry.vmimport.names.gotemplate;

import io.wherry.problems.InvalidRequest;
import java.util.List;
import java.util.Map;

/**
 * A template in the part of Go's text/template language that plans may use: actions, variables, if,
 * with, range, pipelines, comparisons, printf, and the 29 functions of the contract. Time and
 * output are bounded, so that a template in a plan cannot hurt the controller. Immutable.
 *
 * @source plans-and-migrations.md section 5.1
 */
public final class GoTemplate {
  private static final int MAX_TEMPLATE = 8192;

  private final String text;
  private final List<Node> nodes;

  private GoTemplate(String text, List<Node> nodes) {
    this.text = text;
    this.nodes = nodes;
  }

  /**
   * Reads a template.
   *
   * @throws InvalidRequest a mistake in the template, with line and column
   */
  public static GoTemplate parse(String text) {
    if (text.length() > MAX_TEMPLATE) {
      throw new InvalidRequest("The template is longer than " + MAX_TEMPLATE + " characters.");
    }
    return new GoTemplate(text, new Parser(text).parse());
  }

  /**
   * Fills in the variables.
   *
   * @param variables values of {@code .Name}: String, Long, Double, Boolean, List or Map
   * @throws InvalidRequest an unknown variable, a wrong argument, or a limit was exceeded
   */
  public String render(Map<String, Object> variables) {
    return new Evaluator(text, variables).run(nodes);
  }

  /** Names of all functions, sorted. */
  public static List<String> functions() {
    return Functions.names();
  }

  @Override
  public String toString() {
    return text;
  }
}
