package io.wherry.ova;

import io.wherry.problems.InvalidRequest;

/** Names of files inside an appliance: relative, below the appliance, in one spelling. */
final class MemberName {
  private static final int LONGEST = 1024;

  private MemberName() {}

  /**
   * The name without leading {@code ./}.
   *
   * @param where names the appliance in messages
   * @throws InvalidRequest the name is absolute, climbs with {@code ..} or is not a plain name
   */
  static String checked(String name, String where) {
    String plain = name;
    while (plain.startsWith("./")) {
      plain = plain.substring(2);
    }
    if (plain.isEmpty() || plain.length() > LONGEST) {
      throw refused(where, name, "is empty or longer than " + LONGEST + " characters");
    }
    if (plain.startsWith("/") || plain.matches("[A-Za-z]:.*")) {
      throw refused(where, name, "is absolute");
    }
    if (plain.indexOf('\\') >= 0 || plain.chars().anyMatch(Character::isISOControl)) {
      throw refused(where, name, "contains a backslash or control characters");
    }
    for (String step : plain.split("/", -1)) {
      if (step.equals("..")) {
        throw refused(where, name, "leads out of the appliance with '..'");
      }
    }
    return plain;
  }

  private static InvalidRequest refused(String where, String name, String why) {
    String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
    return new InvalidRequest(
        where
            + " is refused: the name '"
            + shown.replaceAll("\\p{Cntrl}", "?")
            + "' in it "
            + why
            + ". Export the appliance again.");
  }
}
