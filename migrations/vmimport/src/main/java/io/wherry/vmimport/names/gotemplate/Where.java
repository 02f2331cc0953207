package io.wherry.vmimport.names.gotemplate;

import io.wherry.problems.InvalidRequest;

/** Turns positions of one template into messages. */
record Where(String template) {

  /** An exception that names line and column. */
  InvalidRequest problem(int position, String what) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < Math.min(position, template.length()); i++) {
      if (template.charAt(i) == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return new InvalidRequest("template line " + line + ", column " + column + ": " + what + ".");
  }
}
