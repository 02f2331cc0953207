package io.wherry.apiserver.security;

import java.util.List;

/** Who sent a request. */
public record User(String name, String uid, List<String> groups) {
  private static final String MASTERS = "system:masters";

  public User {
    groups = List.copyOf(groups);
  }

  /** Allowed to do everything. */
  public boolean isAdministrator() {
    return groups.contains(MASTERS);
  }
}
