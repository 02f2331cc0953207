package io.wherry.server;

import io.wherry.apiserver.ApiExtension;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.PodLogSource;
import io.wherry.kube.KubeApi;
import io.wherry.node.PodContexts;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code pods/exec} and {@code pods/attach} over WebSockets. Pods are processes of the server's own
 * user here: whoever may run programs in one may do on this machine what the server may. So exec is
 * for administrators only, whatever the roles say.
 */
final class PodStreams implements ApiExtension {
  static final Pattern PATH =
      Pattern.compile("/api/v1/namespaces/([^/]+)/pods/([^/]+)/(exec|attach)");

  private final KubeApi api;
  private final Function<Resource, Optional<PodContexts.Context>> contexts;
  private final PodLogSource logs;

  /**
   * @param contexts where the program of a pod runs; empty unless it does, in reach of this process
   */
  PodStreams(
      KubeApi api, Function<Resource, Optional<PodContexts.Context>> contexts, PodLogSource logs) {
    this.api = api;
    this.contexts = contexts;
    this.logs = logs;
  }

  @Override
  public boolean serves(String path) {
    return PATH.matcher(path).matches();
  }

  @Override
  public void handle(Call call, Reply reply) {
    throw call.header("Upgrade").toLowerCase(java.util.Locale.ROOT).startsWith("spdy")
        ? ApiFailure.of(
            400,
            "BadRequest",
            "SPDY is not served; use a client that speaks WebSocket (v5.channel.k8s.io), such as"
                + " kubectl 1.31 or newer")
        : ApiFailure.badRequest("Upgrade request required");
  }

  @Override
  public Optional<SocketSession> upgrade(Call call) {
    Matcher path = PATH.matcher(call.path());
    if (!path.matches()) {
      throw ApiFailure.noSuchPath();
    }
    Resource pod =
        api.get(new ResourceKey(Kinds.POD, path.group(1), path.group(2)))
            .orElseThrow(() -> ApiFailure.notFound(Kinds.POD, path.group(2)));
    requireContainer(pod, call.parameter("container"));
    return Optional.of(
        path.group(3).equals("attach") ? new AttachSession(pod.tree(), logs) : exec(call, pod));
  }

  private static void requireContainer(Resource pod, String wanted) {
    boolean known =
        wanted.isEmpty()
            || pod.items("spec", "containers").stream()
                .anyMatch(c -> c.path("name").asText().equals(wanted));
    if (!known) {
      throw ApiFailure.badRequest("container not found (\"%s\")".formatted(wanted));
    }
  }

  private ExecSession exec(Call call, Resource pod) {
    if (!call.isAdministrator()) {
      throw ApiFailure.forbidden(
          Kinds.POD,
          pod.name(),
          "pods are processes of this machine here, so only administrators may run programs in"
              + " them");
    }
    List<String> command = call.query().getOrDefault("command", List.of());
    if (command.isEmpty()) {
      throw ApiFailure.badRequest("you must specify at least one command for the container");
    }
    PodContexts.Context context =
        contexts
            .apply(pod)
            .orElseThrow(() ->
                ApiFailure.badRequest(
                    "cannot exec into a container in a pod that does not run; current phase is "
                        + pod.text("status", "phase").orElse("Pending")));
    return new ExecSession(
        context,
        new ExecSession.Wish(
            command,
            isSet(call, "stdin") ? ExecSession.Wish.Input.STREAMED : ExecSession.Wish.Input.NONE,
            isSet(call, "tty") ? ExecSession.Wish.Terminal.YES : ExecSession.Wish.Terminal.NO));
  }

  private static boolean isSet(Call call, String parameter) {
    return List.of("true", "1").contains(call.parameter(parameter));
  }
}
