package io.wherry.apiserver.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.access.Attributes;
import io.wherry.apiserver.security.User;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One answered request. It carries neither bodies nor query strings nor headers with secrets.
 *
 * @param user who proved to be the sender; null when nobody did
 * @param actingAs another user that the sender acts as; null when there is none
 * @source Kubernetes documentation, "Auditing", level Metadata
 */
public record AuditEvent(
    Attributes what, Client client, @Nullable User user, @Nullable User actingAs, Span time) {
  /** Where the request came from and for which path. */
  public record Client(String path, String address, String agent) {}

  /**
   * When it came and how it ended.
   *
   * @param code of the answer
   */
  public record Span(Instant received, Instant answered, int code) {}

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** A client chooses its name and its path; a line stays short. */
  private static final int LONGEST = 1024;

  /** True when the request changed something or tried to. */
  boolean isWrite() {
    return switch (what.verb()) {
      case "get", "list", "watch", "head", "options", "connect" -> false;
      default -> true;
    };
  }

  boolean isRefusal() {
    return time.code() == 401 || time.code() == 403;
  }

  ObjectNode tree() {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("kind", "Event").put("apiVersion", "audit.k8s.io/v1").put("level", "Metadata");
    event.put("auditID", UUID.randomUUID().toString()).put("stage", "ResponseComplete");
    event.put("requestURI", cut(client.path())).put("verb", what.verb());
    fill(event.putObject("user"), user == null ? User.ANONYMOUS : user);
    if (actingAs != null) {
      fill(event.putObject("impersonatedUser"), actingAs);
    }
    event.putArray("sourceIPs").add(client.address());
    event.put("userAgent", cut(client.agent()));
    if (what.isResource()) {
      object(event.putObject("objectRef"));
    }
    event.putObject("responseStatus").put("code", time.code()).putObject("metadata");
    event.put("requestReceivedTimestamp", MICROS.format(time.received()));
    return event.put("stageTimestamp", MICROS.format(time.answered()));
  }

  private void object(ObjectNode ref) {
    put(ref, "resource", what.resource());
    put(ref, "namespace", what.namespace());
    put(ref, "name", cut(what.name()));
    put(ref, "apiGroup", what.group());
    put(ref, "apiVersion", what.version());
    put(ref, "subresource", cut(what.subresource()));
  }

  private static void fill(ObjectNode node, User user) {
    put(node, "username", user.name());
    put(node, "uid", user.uid());
    user.groups().forEach(node.putArray("groups")::add);
  }

  private static void put(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
