package io.wherry.vmimport.names.gotemplate;

/**
 * A word of a template.
 *
 * @param text for literals the value, else the spelling
 * @param position index of its first character in the template
 * @param spaced true when white space stands before it
 */
record Token(Kind kind, String text, int position, boolean spaced) {
  enum Kind {
    TEXT,
    OPEN,
    CLOSE,
    IDENTIFIER,
    FIELD,
    DOT,
    VARIABLE,
    STRING,
    CHARACTER,
    NUMBER,
    PIPE,
    LEFT,
    RIGHT,
    COMMA,
    DECLARE,
    ASSIGN,
    END
  }
}
