package io.wherry.ovirt.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.blocks.http.HttpCalls;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes requests of an engine. Logs in when it is first needed and again when the token has run
 * out; credentials that were refused once are never sent again. Safe for several threads.
 *
 * @source inventory-and-providers.md section 2.5
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] NOTHING = {};

  /** A hundred machines with many disks and snapshots have 5 MB. */
  private static final int MOST_BYTES = 64 << 20;

  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final int UNAUTHORIZED = 401;

  private final Access access;
  private final HttpCalls calls;
  private final Login login;

  public Engine(Access access, Clock clock) {
    this.access = access;
    this.calls = new HttpCalls(HttpOptions.STANDARD.withTrust(access.trust()).withStall(SILENCE));
    this.login = new Login(access, calls, clock);
  }

  public Access access() {
    return access;
  }

  /** A value for a query. */
  public static String quoted(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Reads a resource. Blocks.
   *
   * @param path below the API, with its query
   */
  public JsonNode get(String path) throws EngineFault {
    return call("GET", path, NOTHING);
  }

  /**
   * As {@link #get}, for requests whose faults need no own treatment.
   *
   * @param what the beginning of the message, see {@link EngineFault#translate}
   */
  public JsonNode ask(String path, String what) {
    try {
      return get(path);
    } catch (EngineFault fault) {
      throw fault.translate(what);
    }
  }

  /** Makes an object, or calls an action. Not repeated by itself. Blocks. */
  public JsonNode post(String path, JsonNode body) throws EngineFault {
    return call("POST", path, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Removes an object. Blocks. */
  public JsonNode delete(String path) throws EngineFault {
    return call("DELETE", path, NOTHING);
  }

  private JsonNode call(String method, String path, byte[] body) throws EngineFault {
    Login.Token token = login.token();
    HttpCalls.Reply reply = send(method, path, body, token);
    if (reply.status() == UNAUTHORIZED) {
      LOG.info("the token for {} has ended, logging in again", access.host());
      reply = send(method, path, body, login.renewed(token));
    }
    return answer(method, path, reply);
  }

  private HttpCalls.Reply send(String method, String path, byte[] body, Login.Token token) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Authorization", "Bearer " + token.value());
    headers.put("Version", "4");
    headers.put("Accept", "application/json");
    if (body.length > 0) {
      headers.put("Content-Type", "application/json");
    }
    try {
      return calls.send(new HttpCalls.Call(method, access.at(path), headers), body, MOST_BYTES);
    } catch (PeerRefused e) {
      // TLS. It may be put right at the server, so it is worth looking again.
      throw new InvalidRequest(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new PeerUnavailable(
          "%s did not answer %s %s: %s"
              .formatted(access.host(), method, bare(path), e.getMessage()),
          e);
    }
  }

  private JsonNode answer(String method, String path, HttpCalls.Reply reply) throws EngineFault {
    String what = "%s %s at %s".formatted(method, bare(path), access.host());
    JsonNode body;
    try {
      body = JSON.readTree(reply.body());
    } catch (JsonProcessingException e) {
      throw noJson(what, reply, e);
    } catch (IOException e) {
      throw new PeerUnavailable(what + " cannot be read: " + e.getMessage(), e);
    }
    if (reply.status() / 100 == 2) {
      return body;
    }
    if (reply.status() == UNAUTHORIZED) {
      throw new PeerUnavailable(what + " is turned away although we have just logged in.");
    }
    String detail = Json.text(body, "detail");
    JsonNode fault = body.has("fault") ? body.path("fault") : body;
    if (body.has("fault")) {
      detail = Json.text(fault, "detail");
    }
    String reason = Json.text(fault, "reason");
    throw new EngineFault(reply.status(), detail.isEmpty() ? reason : detail);
  }

  private RuntimeException noJson(String what, HttpCalls.Reply reply, Exception cause) {
    return switch (reply.status() / 100) {
      case 3 ->
          new InvalidRequest(
              what
                  + " is sent elsewhere (to "
                  + reply.headers().firstValue("Location").orElse("nowhere")
                  + "), which is not followed. Correct the url.");
      case 2, 4 ->
          new InvalidRequest(
              "%s answers with status %d and no JSON: is %s the address of an engine's API?"
                  .formatted(what, reply.status(), access.api()),
              cause);
      default ->
          new PeerUnavailable(
              "%s answers with status %d, as while the engine starts."
                  .formatted(what, reply.status()),
              cause);
    };
  }

  private static String bare(String path) {
    return "/" + path.replaceAll("\\?.*", "");
  }

  /** The token ends by itself when nobody uses it any more. Idempotent. */
  @Override
  public void close() {
    login.close();
    calls.close();
  }
}
