package io.wherry.apiserver.expressions;

import com.fasterxml.jackson.databind.node.TextNode;

/** Texts as messages show values. */
final class Quoted {
  private Quoted() {}

  static String of(String text) {
    return TextNode.valueOf(text).toString();
  }
}
