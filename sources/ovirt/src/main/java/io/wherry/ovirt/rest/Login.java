package io.wherry.ovirt.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.blocks.http.HttpCalls;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Tokens of one account. One thread logs in, the others wait for it. */
final class Login {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 1 << 20;

  /** A token is not used in the last moments of its life. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final Access access;
  private final HttpCalls calls;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Token token;
  private @Nullable PeerRefused refused;
  private boolean closed;

  /**
   * A token.
   *
   * @param until when it ends, whatever happens
   */
  record Token(String value, Instant until) {
    @Override
    public String toString() {
      return "Token until " + until;
    }
  }

  Login(Access access, HttpCalls calls, Clock clock) {
    this.access = access;
    this.calls = calls;
    this.clock = clock;
  }

  /**
   * The present token, or a new one. Blocks.
   *
   * @throws PeerRefused wrong credentials
   * @throws PeerUnavailable the engine is away
   */
  Token token() {
    lock.lock();
    try {
      Token now = token;
      boolean good = now != null && clock.instant().isBefore(now.until().minus(MARGIN));
      return good && now != null ? now : fresh();
    } finally {
      lock.unlock();
    }
  }

  /** A token other than the one that was turned away. Blocks. */
  Token renewed(Token ended) {
    lock.lock();
    try {
      Token now = token;
      return now != null && !now.equals(ended) ? now : fresh();
    } finally {
      lock.unlock();
    }
  }

  private Token fresh() {
    if (closed) {
      throw new PeerUnavailable("The connection to " + access.host() + " is closed.");
    }
    PeerRefused before = refused;
    if (before != null) {
      throw new PeerRefused(String.valueOf(before.getMessage()), before);
    }
    Token fresh = logIn();
    token = fresh;
    return fresh;
  }

  private Token logIn() {
    String form =
        "grant_type=password&scope=ovirt-app-api&username=%s&password=%s"
            .formatted(Engine.quoted(access.user()), Engine.quoted(access.password()));
    HttpCalls.Reply reply = post(form);
    JsonNode body = body(reply);
    String value = Json.text(body, "access_token");
    return switch (reply.status()) {
      case 200 -> {
        if (value.isEmpty()) {
          throw refuse(body); // some versions say so in an answer that looks like success
        }
        yield new Token(value, end(body));
      }
      case 400, 401, 403 -> throw refuse(body);
      case 404, 405, 301, 302, 307, 308 ->
          throw new InvalidRequest(
              "%s answers the login with status %d: is %s the address of an engine's API?"
                  .formatted(access.host(), reply.status(), access.api()));
      default ->
          throw new PeerUnavailable(
              "%s answers the login with status %d, as while the engine starts."
                  .formatted(access.host(), reply.status()));
    };
  }

  private HttpCalls.Reply post(String form) {
    try {
      return calls.post(
          access.tokens(),
          Map.of("Accept", "application/json", "Content-Type", "application/x-www-form-urlencoded"),
          form.getBytes(StandardCharsets.UTF_8),
          MOST_BYTES);
    } catch (PeerRefused e) {
      throw new InvalidRequest(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new PeerUnavailable(
          "%s did not answer the login: %s".formatted(access.host(), e.getMessage()), e);
    }
  }

  private static JsonNode body(HttpCalls.Reply reply) {
    try {
      return JSON.readTree(reply.body());
    } catch (IOException _) {
      return Json.object(); // a page for people; the status says enough
    }
  }

  private PeerRefused refuse(JsonNode body) {
    String why = Json.text(body, "error");
    PeerRefused problem =
        new PeerRefused(
            "%s refuses the login of %s: %s"
                .formatted(
                    access.host(), access.user(), why.isEmpty() ? "no reason is given." : why));
    refused = problem;
    return problem;
  }

  /** {@code exp} is in milliseconds; an engine that tells none ends the token with a 401. */
  private Instant end(JsonNode body) {
    long exp = Json.number(body, "exp");
    return exp > 0 ? Instant.ofEpochMilli(exp) : clock.instant().plus(Duration.ofHours(1));
  }

  /** Nobody logs in any more. The token ends by itself when nobody uses it. */
  void close() {
    lock.lock();
    try {
      closed = true;
      token = null;
    } finally {
      lock.unlock();
    }
  }
}
