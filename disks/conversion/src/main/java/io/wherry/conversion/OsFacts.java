package io.wherry.conversion;

/**
 * The guest's operating system as it names itself; empty strings for what is not known.
 *
 * @param id {@code debian}, {@code rhel}, {@code windows} …
 * @param version {@code 12}, {@code 9.4} …
 * @param name for people
 * @param arch {@code x86_64}, {@code aarch64} or empty
 */
public record OsFacts(String id, String version, String name, String arch) {
  /** Nothing is known. */
  public static final OsFacts UNKNOWN = new OsFacts("", "", "", "");
}
