package io.wherry.apiserver.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who sent a request.
 *
 * @param uid empty when there is none
 * @param extra further facts about the user, by key
 */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  /** The group of everybody who proved to be somebody. */
  public static final String AUTHENTICATED = "system:authenticated";

  /** Nobody in particular. */
  public static final User ANONYMOUS =
      new User("system:anonymous", "", List.of("system:unauthenticated"));

  private static final String MASTERS = "system:masters";
  private static final String ACCOUNT_PREFIX = "system:serviceaccount:";
  private static final String ACCOUNTS = "system:serviceaccounts";

  public User {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  public User(String name, String uid, List<String> groups) {
    this(name, uid, groups, Map.of());
  }

  /** The user that a ServiceAccount acts as. */
  public static User ofServiceAccount(
      String namespace, String name, String uid, Map<String, List<String>> extra) {
    return new User(ACCOUNT_PREFIX + namespace + ":" + name, uid, accountGroups(namespace), extra);
  }

  /** The groups of every ServiceAccount in the namespace. */
  public static List<String> accountGroups(String namespace) {
    return List.of(ACCOUNTS, ACCOUNTS + ":" + namespace, AUTHENTICATED);
  }

  /** Allowed to do everything. */
  public boolean isAdministrator() {
    return groups.contains(MASTERS);
  }

  /** The same as member of {@code system:authenticated}. */
  public User authenticated() {
    if (groups.contains(AUTHENTICATED)) {
      return this;
    }
    List<String> all = new ArrayList<>(groups);
    all.add(AUTHENTICATED);
    return new User(name, uid, all, extra);
  }
}
