package io.wherry.apiserver.store;

/** All objects of one resource, whatever version they are read in. */
public record Bucket(String group, String plural) implements Comparable<Bucket> {
  @Override
  public int compareTo(Bucket other) {
    int byGroup = group.compareTo(other.group);
    return byGroup != 0 ? byGroup : plural.compareTo(other.plural);
  }

  @Override
  public String toString() {
    return group.isEmpty() ? plural : plural + "." + group;
  }
}
