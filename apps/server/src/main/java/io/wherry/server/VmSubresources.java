package io.wherry.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiExtension;
import io.wherry.apiserver.ApiFailure;
import io.wherry.lifecycle.VmActions;
import io.wherry.resources.Resource;
import io.wherry.server.node.Doors;
import io.wherry.server.node.NodeDoor;
import io.wherry.server.node.NodeDoor.Console;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * KubeVirt's subresources, as virtctl calls them.
 *
 * @source live-migration.md section 9.5
 */
final class VmSubresources implements ApiExtension {
  static final String ROOT = "/apis/subresources.kubevirt.io";

  private static final String GROUP = "subresources.kubevirt.io";
  private static final int ACCEPTED = 202;
  private static final int BODY_LIMIT = 64 << 10;
  private static final Pattern PATH =
      Pattern.compile(
          ROOT
              + "/(v1|v1alpha3)/namespaces/([^/]+)/(virtualmachines|virtualmachineinstances)/([^/]+)/([a-z]+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Resources shown by discovery. */
  static final List<DiscoveryEntry> DISCOVERY =
      Stream.concat(
              Stream.of("start", "stop", "restart", "migrate")
                  .map(a -> entry("virtualmachines/" + a, "update")),
              Stream.concat(
                  Stream.of("pause", "unpause", "reset")
                      .map(a -> entry("virtualmachineinstances/" + a, "update")),
                  Stream.of("console", "vnc")
                      .map(a -> entry("virtualmachineinstances/" + a, "get"))))
          .toList();

  private static DiscoveryEntry entry(String plural, String verb) {
    String kind =
        plural.startsWith("virtualmachines/") ? "VirtualMachine" : "VirtualMachineInstance";
    return new DiscoveryEntry(
        GROUP, "v1", plural, kind, DiscoveryEntry.Scope.NAMESPACED, List.of(verb));
  }

  private final VmActions actions;
  private final Doors doors;
  private final Map<String, StreamBridge> consoles = new ConcurrentHashMap<>();

  VmSubresources(VmActions actions, Doors doors) {
    this.actions = actions;
    this.doors = doors;
  }

  private record Target(String kind, String namespace, String name, String action) {
    String key() {
      return namespace + "/" + name + "/" + action;
    }
  }

  private static Target target(Call call) {
    Matcher m = PATH.matcher(call.path());
    if (!m.matches()) {
      throw ApiFailure.noSuchPath();
    }
    return new Target(m.group(3), m.group(2), m.group(4), m.group(5));
  }

  @Override
  public boolean serves(String path) {
    return path.startsWith(ROOT + "/");
  }

  @Override
  public void handle(Call call, Reply reply) throws IOException {
    Target target = target(call);
    if (!call.method().equals("PUT")) {
      throw ApiFailure.methodNotAllowed();
    }
    JsonNode body = body(call);
    try {
      if (body.path("dryRun").isEmpty()) {
        act(target, body);
      }
    } catch (VmActions.Refused refused) {
      throw ApiFailure.of(
          refused.code(),
          refused.code() == 404 ? "NotFound" : "Conflict",
          String.valueOf(refused.getMessage()));
    }
    reply.send(ACCEPTED, "application/json", new byte[0]);
  }

  private void act(Target t, JsonNode body) {
    boolean machine = t.kind().equals("virtualmachines");
    switch ((machine ? "vm/" : "vmi/") + t.action()) {
      case "vm/start" -> actions.start(t.namespace(), t.name());
      case "vm/stop" -> actions.stop(t.namespace(), t.name(), number(body, "gracePeriod"));
      case "vm/restart" ->
          actions.restart(t.namespace(), t.name(), number(body, "gracePeriodSeconds"));
      case "vm/migrate" ->
          actions.migrate(
              t.namespace(), t.name(), new Resource((ObjectNode) body).map("addedNodeSelector"));
      case "vmi/pause" -> actions.pause(t.namespace(), t.name());
      case "vmi/unpause" -> actions.unpause(t.namespace(), t.name());
      case "vmi/reset" -> actions.reset(t.namespace(), t.name());
      default -> throw ApiFailure.noSuchPath();
    }
  }

  private static OptionalLong number(JsonNode body, String field) {
    JsonNode value = body.path(field);
    return value.isNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
  }

  /** Any content type and an empty body are accepted. */
  private static JsonNode body(Call call) throws IOException {
    byte[] bytes = call.body().readNBytes(BODY_LIMIT);
    try {
      JsonNode body = bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
      if (!body.isObject()) {
        throw ApiFailure.badRequest("the body is not a JSON object");
      }
      return body;
    } catch (com.fasterxml.jackson.core.JsonProcessingException _) {
      throw ApiFailure.badRequest("the body is not JSON");
    }
  }

  @Override
  public Optional<SocketSession> upgrade(Call call) {
    Target t = target(call);
    try {
      Console console =
          switch (t.action()) {
            case "console" -> Console.SERIAL;
            case "vnc" -> Console.VNC;
            default -> throw ApiFailure.noSuchPath();
          };
      NodeDoor door = doors.of(actions.requireRunning(t.namespace(), t.name()));
      StreamBridge bridge =
          new StreamBridge(
              () -> door.open(t.namespace(), t.name(), console), b -> consoles.remove(t.key(), b));
      // One client per machine: a new one replaces the old one, as in KubeVirt.
      StreamBridge before = consoles.put(t.key(), bridge);
      if (before != null) {
        before.closed();
      }
      return Optional.of(bridge);
    } catch (VmActions.Refused refused) {
      throw ApiFailure.of(
          refused.code(),
          refused.code() == 404 ? "NotFound" : "Conflict",
          String.valueOf(refused.getMessage()));
    }
  }
}
