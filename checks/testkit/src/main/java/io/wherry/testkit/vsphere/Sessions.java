package io.wherry.testkit.vsphere;

import static io.wherry.testkit.vsphere.Markup.el;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Who is logged in at one server. */
final class Sessions {
  private final String user;
  private final Set<String> cookies = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile String password;
  private volatile Runnable atEnd = () -> {};

  Sessions(String user, String password) {
    this.user = user;
    this.password = password;
  }

  /** One request's session; a login gives it another one. */
  static final class Caller {
    private String cookie;

    Caller(String cookie) {
      this.cookie = cookie;
    }

    String cookie() {
      return cookie;
    }
  }

  void password(String now) {
    password = now;
  }

  int refusedLogins() {
    return refused.get();
  }

  int logins() {
    return accepted.get();
  }

  void atEnd(Runnable action) {
    atEnd = action;
  }

  String login(String name, String secret, Caller caller) {
    if (!name.equals(user) || !secret.equals(password)) {
      refused.incrementAndGet();
      throw new SimFault(
          "InvalidLogin", "Cannot complete login due to an incorrect user name or password.");
    }
    accepted.incrementAndGet();
    caller.cookie = "\"" + UUID.randomUUID() + "\"";
    cookies.add(caller.cookie);
    return "<returnval>" + el("key", caller.cookie) + el("userName", name) + "</returnval>";
  }

  boolean knows(String cookie) {
    return cookies.contains(cookie);
  }

  void require(Caller caller) {
    if (!knows(caller.cookie)) {
      throw new SimFault("NotAuthenticated", "The session is not authenticated.");
    }
  }

  String logout(Caller caller) {
    cookies.remove(caller.cookie);
    return "";
  }

  /** As when a vCenter restarts, or nobody has asked for half an hour. */
  void endAll() {
    cookies.clear();
    atEnd.run();
  }
}
