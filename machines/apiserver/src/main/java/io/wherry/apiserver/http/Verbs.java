package io.wherry.apiserver.http;

import java.util.List;

/** Verb lists of discovery. */
final class Verbs {
  static final List<String> ALL =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  /** Of custom kinds, in the order in which upstream lists them. */
  static final List<String> CUSTOM =
      List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");

  static final List<String> STATUS = List.of("get", "patch", "update");

  private Verbs() {}
}
