package io.wherry.openshift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.blocks.http.HttpCalls;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.tls.Trust;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The API of another cluster, as one account may use it. Safe for several threads. */
final class Cluster implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] NOTHING = {};
  private static final int MOST_BYTES = 64 << 20;
  private static final int PAGE = 500;
  private static final int MOST_PAGES = 1000;
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final Access access;
  private final HttpCalls calls;

  /**
   * Where it is and who we are.
   *
   * @param token of a ServiceAccount
   */
  record Access(URI url, String token, Trust trust) {
    /** Shows no token. */
    @Override
    public String toString() {
      return url.getHost();
    }
  }

  Cluster(Access access) {
    this.access = access;
    this.calls = new HttpCalls(HttpOptions.STANDARD.withTrust(access.trust()).withStall(SILENCE));
  }

  Access access() {
    return access;
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** An object; empty when there is none. Blocks. */
  Optional<JsonNode> find(String path) {
    HttpCalls.Reply reply = send("GET", path, NOTHING, "");
    return reply.status() == 404 ? Optional.empty() : Optional.of(body("GET", path, reply));
  }

  /**
   * An object. Blocks.
   *
   * @throws InvalidRequest there is none
   */
  JsonNode get(String path) {
    return body("GET", path, send("GET", path, NOTHING, ""));
  }

  /** All elements of a list, page by page; none when the cluster has no such kind. Blocks. */
  List<JsonNode> list(String path) {
    List<JsonNode> all = new ArrayList<>();
    String next = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      String query =
          "?limit="
              + PAGE
              + (next.isEmpty()
                  ? ""
                  : "&continue=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
      HttpCalls.Reply reply = send("GET", path + query, NOTHING, "");
      if (reply.status() == 404) {
        return List.of();
      }
      if (reply.status() == 410) {
        all.clear(); // the list has changed too much meanwhile
        next = "";
        continue;
      }
      JsonNode body = body("GET", path, reply);
      body.path("items").forEach(all::add);
      next = body.path("metadata").path("continue").asText();
      if (next.isEmpty()) {
        return all;
      }
    }
    throw new PeerUnavailable("The list " + path + " of " + access + " changes all the time.");
  }

  /** Makes an object; nothing happens when there is one of that name. Blocks. */
  void create(String path, JsonNode object) {
    HttpCalls.Reply reply = send("POST", path, bytes(object), "application/json");
    if (reply.status() != 409) {
      JsonNode _ = body("POST", path, reply);
    }
  }

  /** Merges. Blocks. */
  void patch(String path, JsonNode change) {
    JsonNode _ =
        body("PATCH", path, send("PATCH", path, bytes(change), "application/merge-patch+json"));
  }

  /** Calls a subresource. Blocks. */
  void put(String path, JsonNode body) {
    JsonNode _ = body("PUT", path, send("PUT", path, bytes(body), "application/json"));
  }

  /** Removes an object, if it is there. Blocks. */
  void delete(String path) {
    HttpCalls.Reply reply = send("DELETE", path, NOTHING, "");
    if (reply.status() != 404) {
      JsonNode _ = body("DELETE", path, reply);
    }
  }

  private static byte[] bytes(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  private HttpCalls.Reply send(String method, String path, byte[] body, String type) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Authorization", "Bearer " + access.token());
    headers.put("Accept", "application/json");
    if (body.length > 0) {
      headers.put("Content-Type", type);
    }
    URI uri = URI.create(access.url().toString().replaceAll("/+$", "") + path);
    try {
      return calls.send(new HttpCalls.Call(method, uri, headers), body, MOST_BYTES);
    } catch (PeerRefused e) {
      // TLS. It may be put right at the server, so it is worth looking again.
      throw new InvalidRequest(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new PeerUnavailable(
          "%s did not answer %s %s: %s".formatted(access, method, bare(path), e.getMessage()), e);
    }
  }

  private JsonNode body(String method, String path, HttpCalls.Reply reply) {
    String what = "%s %s at %s".formatted(method, bare(path), access);
    JsonNode body;
    try {
      body = JSON.readTree(reply.body());
    } catch (IOException _) {
      body = object().put("message", "no JSON; is this the address of a Kubernetes API?");
    }
    int status = reply.status();
    String said = "%s: %s (%d)".formatted(what, body.path("message").asText("no reason"), status);
    return switch (status) {
      case 200, 201, 202, 204 -> {
        if (!body.isObject() && status != 204) {
          throw new InvalidRequest(said);
        }
        yield body;
      }
      case 401 -> throw new PeerRefused(said + ". Check the token.");
      case 403 -> throw new PeerRefused(said + ". Give the account this right.");
      case 409, 429, 500, 502, 503, 504 -> throw new PeerUnavailable(said);
      default -> throw new InvalidRequest(said);
    };
  }

  private static String bare(String path) {
    return path.replaceAll("\\?.*", "");
  }

  @Override
  public void close() {
    calls.close();
  }
}
