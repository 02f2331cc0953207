package io.wherry.certificates;

import java.util.List;

/**
 * Whose certificate it is.
 *
 * @param organizations Kubernetes reads them as the groups of a user
 */
public record Subject(String commonName, List<String> organizations) {
  public Subject {
    organizations = List.copyOf(organizations);
  }

  public static Subject named(String commonName) {
    return new Subject(commonName, List.of());
  }
}
