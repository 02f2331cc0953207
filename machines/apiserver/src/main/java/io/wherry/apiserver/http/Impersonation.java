package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.access.Attributes;
import io.wherry.apiserver.access.Authorizer;
import io.wherry.apiserver.security.User;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/**
 * Requests on behalf of somebody else, for those who may.
 *
 * @source Kubernetes documentation, "User impersonation"
 */
final class Impersonation {
  private static final String PREFIX = "Impersonate-";
  private static final String EXTRA = "impersonate-extra-";
  private static final String ACCOUNT = "system:serviceaccount:";
  private static final String AUTHENTICATION = "authentication.k8s.io";

  private final Authorizer authorizer;

  Impersonation(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /** The user to act as: the caller, unless another one was asked for. @throws ApiFailure 403 */
  User effective(User caller, HttpFields headers) {
    String name = first(headers, "User");
    String uid = first(headers, "Uid");
    List<String> groups = headers.getValuesList(PREFIX + "Group");
    Map<String, List<String>> extra = extra(headers);
    if (name.isEmpty()) {
      if (!uid.isEmpty() || !groups.isEmpty() || !extra.isEmpty()) {
        throw ApiFailure.badRequest(
            "requested groups, a uid or extra values without impersonating a user");
      }
      return caller;
    }
    String[] account = account(name);
    if (account.length == 2) {
      require(caller, "", "serviceaccounts", account[0], account[1]);
    } else {
      require(caller, "", "users", "", name);
    }
    groups.forEach(g -> require(caller, "", "groups", "", g));
    if (!uid.isEmpty()) {
      require(caller, AUTHENTICATION, "uids", "", uid);
    }
    extra.forEach((key, values) ->
        values.forEach(v -> require(caller, AUTHENTICATION, "userextras/" + key, "", v)));
    return user(name, uid, groups, extra);
  }

  private static User user(
      String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    String[] account = account(name);
    List<String> all = new ArrayList<>(groups);
    if (groups.isEmpty() && account.length == 2) {
      all.addAll(User.accountGroups(account[0]));
    }
    if (name.equals(User.ANONYMOUS.name())) {
      all.addAll(User.ANONYMOUS.groups());
      return new User(name, uid, all, extra);
    }
    User user = new User(name, uid, all, extra);
    boolean nobody = all.containsAll(User.ANONYMOUS.groups());
    return nobody ? user : user.authenticated();
  }

  /** Namespace and name; empty for other users. */
  private static String[] account(String name) {
    return name.startsWith(ACCOUNT)
        ? name.substring(ACCOUNT.length()).split(":", 2)
        : new String[0];
  }

  private void require(User caller, String group, String resource, String namespace, String name) {
    int slash = resource.indexOf('/');
    String plural = slash < 0 ? resource : resource.substring(0, slash);
    String part = slash < 0 ? "" : resource.substring(slash + 1);
    Attributes wish = new Attributes("impersonate", group, "v1", namespace, plural, part, name, "");
    var decision = authorizer.decide(caller, wish);
    if (!decision.isAllowed()) {
      throw Permissions.forbidden(caller, wish, decision);
    }
  }

  private static Map<String, List<String>> extra(HttpFields headers) {
    Map<String, List<String>> extra = new TreeMap<>();
    for (HttpField field : headers) {
      String name = field.getName().toLowerCase(Locale.ROOT);
      if (name.startsWith(EXTRA)) {
        String key = unescaped(name.substring(EXTRA.length()));
        extra.computeIfAbsent(key, _ -> new ArrayList<>()).add(field.getValue());
      }
    }
    return extra;
  }

  private static String unescaped(String key) {
    try {
      return URLDecoder.decode(key.replace("+", "%2b"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return key;
    }
  }

  private static String first(HttpFields headers, String name) {
    String value = headers.get(PREFIX + name);
    return value == null ? "" : value;
  }
}
