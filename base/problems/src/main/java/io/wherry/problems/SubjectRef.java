package io.wherry.problems;

/**
 * The object a problem is about, in the words of the user.
 *
 * @param kind for example {@code Plan}, {@code VM}, {@code disk}
 * @param name a name or {@code namespace/name}
 */
public record SubjectRef(String kind, String name) {
  @Override
  public String toString() {
    return kind + " " + name;
  }
}
