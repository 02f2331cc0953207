package io.wherry.apiserver.objects;

/** Which half of an object a write is about. */
public enum Part {
  MAIN(""),
  STATUS("status"),
  /** The whole object, through its scale. */
  SCALE("scale");

  private final String subresource;

  Part(String subresource) {
    this.subresource = subresource;
  }

  /** As field managers record it. */
  public String subresource() {
    return subresource;
  }
}
