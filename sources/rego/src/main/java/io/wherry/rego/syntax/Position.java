package io.wherry.rego.syntax;

/**
 * A place in a module.
 *
 * @param line from 1
 * @param column from 1, in characters
 */
public record Position(String file, int line, int column) {
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
