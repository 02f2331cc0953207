package io.wherry.certificates;

/** What the holder of a certificate may use it for. */
public enum Usage {
  SERVER("1.3.6.1.5.5.7.3.1"),
  CLIENT("1.3.6.1.5.5.7.3.2");

  private final String oid;

  Usage(String oid) {
    this.oid = oid;
  }

  String oid() {
    return oid;
  }
}
