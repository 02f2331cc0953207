package io.wherry.vsphere.vim;

import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.http.RequestSigner;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.vsphere.soap.Call;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.SoapPort;
import io.wherry.vsphere.soap.VimFault;
import io.wherry.vsphere.soap.Xml;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A login at a vCenter or ESXi host. Logs in when it is first needed and again when the server has
 * forgotten us. Credentials that were refused once are never sent again: a few attempts lock an
 * account. Safe for several threads.
 *
 * @source inventory-and-providers.md sections 2.4 and 3.3
 */
public final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** Longer than the longest wait we ask a server for, see UpdateLoop. */
  private static final Duration SILENCE = Duration.ofSeconds(90);

  /** Requests under way when a session ends are all turned away; only one of them logs in. */
  private static final Duration JUST_NOW = Duration.ofSeconds(30);

  private final Access access;
  private final Clock clock;
  private final SoapPort port;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Login login;
  private volatile @Nullable PeerRefused refused;
  private boolean closed;

  private static final Duration FAREWELL = Duration.ofSeconds(5);

  /** The number counts logins of this object, from 0. */
  private record Login(int number, String cookie, ServiceContent content, Instant since) {
    SoapPort.Manner manner() {
      return new SoapPort.Manner(content.about().apiVersion(), Optional.of(cookie));
    }
  }

  public Session(Access access, Clock clock) {
    this.access = access;
    this.clock = clock;
    this.port = new SoapPort(access.sdk(), options(SILENCE));
  }

  public Access access() {
    return access;
  }

  /**
   * The server's well-known objects. Logs in if needed. Blocks.
   *
   * @throws PeerRefused wrong credentials
   * @throws PeerUnavailable the server is away
   */
  public ServiceContent content() {
    return open().content();
  }

  /**
   * Calls a method; logs in before if needed, and once more when the server has forgotten us.
   * Blocks.
   *
   * @return the {@code …Response}
   * @throws VimFault the method failed
   */
  public Xml call(Call call) throws VimFault {
    Login used = open();
    try {
      return port.call(call, used.manner()).result();
    } catch (VimFault fault) {
      if (!fault.is("NotAuthenticated")) {
        throw fault;
      }
      LOG.info("the session at {} has ended, logging in again", access.sdk().getHost());
      return port.call(call, again(used).manner()).result();
    }
  }

  /**
   * As {@link #call}, for methods whose faults need no own treatment.
   *
   * @param what the beginning of the message, see {@link Faults#translate}
   */
  public Xml ask(Call call, String what) {
    try {
      return call(call);
    } catch (VimFault fault) {
      throw Faults.translate(fault, what);
    }
  }

  private Login open() {
    Login now = login;
    return now == null ? again(null) : now;
  }

  /** Logs in unless another thread has done so meanwhile. */
  private Login again(@Nullable Login ended) {
    lock.lock();
    try {
      Login now = login;
      if (now != null && now != ended) {
        return now;
      }
      if (closed) {
        throw new PeerUnavailable("The connection to " + access.sdk().getHost() + " is closed.");
      }
      PeerRefused before = refused;
      if (before != null) {
        throw new PeerRefused(String.valueOf(before.getMessage()), before);
      }
      Login fresh = logIn(ended == null ? 0 : ended.number() + 1);
      login = fresh;
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  private Login logIn(int number) {
    String host = access.sdk().getHost();
    try {
      Call find = Call.of("RetrieveServiceContent", ServiceContent.INSTANCE);
      SoapPort.Reply found = port.call(find, new SoapPort.Manner("", Optional.empty()));
      ServiceContent content = ServiceContent.of(found.result().at("returnval"));
      MoRef manager = content.ref("sessionManager");
      Call call =
          Call.of("Login", manager)
              .text("userName", access.user())
              .text("password", access.password());
      SoapPort.Reply reply =
          port.call(call, new SoapPort.Manner(content.about().apiVersion(), found.cookie()));
      String cookie =
          reply
              .cookie()
              .or(found::cookie)
              .orElseThrow(() -> new PeerUnavailable(host + " gave no session at the login."));
      return new Login(number, cookie, content, clock.instant());
    } catch (VimFault fault) {
      if (fault.is("InvalidLogin", "NoPermission", "PasswordExpired")) {
        PeerRefused problem =
            new PeerRefused(
                "%s refuses the login of %s: %s".formatted(host, access.user(), fault.text()),
                fault);
        refused = problem;
        throw problem;
      }
      throw Faults.translate(fault, "The login at " + host + " failed");
    }
  }

  /**
   * Proves requests for files with the session's cookie.
   *
   * @source inventory-and-providers.md section 3.3 (a)
   */
  public RequestSigner signer() {
    return new RequestSigner() {
      @Override
      public Map<String, String> headers(String method, URI uri, Map<String, String> others) {
        return Map.of("Cookie", SoapPort.cookieHeader(open().cookie()));
      }

      @Override
      public boolean renewed() {
        return revive();
      }
    };
  }

  /**
   * Logs in again if the server has forgotten us. Blocks.
   *
   * @return whether a request that was turned away before is worth another attempt
   */
  boolean revive() {
    Login used = open();
    if (!isAlive(used)) {
      Login _ = again(used);
      return true;
    }
    // Perhaps it was made before another thread logged in again.
    return used.number() > 0 && used.since().plus(JUST_NOW).isAfter(clock.instant());
  }

  private boolean isAlive(Login used) {
    MoRef manager = used.content().ref("sessionManager");
    MoRef collector = used.content().ref("propertyCollector");
    try {
      SoapPort.Reply reply =
          port.call(PropertyReader.one(collector, manager, "currentSession"), used.manner());
      return reply.result().at("returnval", "propSet").isPresent();
    } catch (VimFault fault) {
      if (fault.is("NotAuthenticated")) {
        return false;
      }
      throw Faults.translate(fault, "The session at " + access.sdk().getHost() + " is not known");
    }
  }

  /** Logs out, as far as the server lets us. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      Login last = login;
      login = null;
      if (!closed && last != null) {
        logOut(last);
      }
    } finally {
      closed = true;
      port.close();
      lock.unlock();
    }
  }

  private void logOut(Login last) {
    try (SoapPort brief = new SoapPort(access.sdk(), options(FAREWELL))) {
      Call call = Call.of("Logout", last.content().ref("sessionManager"));
      SoapPort.Reply _ = brief.call(call, last.manner());
    } catch (VimFault | RuntimeException e) {
      LOG.debug("logging out of {} failed; the session ends by itself", access.sdk().getHost(), e);
    }
  }

  private HttpOptions options(Duration silence) {
    return HttpOptions.STANDARD.withTrust(access.trust()).withStall(silence);
  }
}
