package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.control.ObjectEdit;
import io.wherry.kube.KubeApi;
import io.wherry.qemu.move.MoveLimits;
import io.wherry.qemu.move.MoveTls;
import io.wherry.resources.Kinds;
import io.wherry.resources.Quantities;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** One live migration of an instance, as its {@code status.migrationState} tells. */
record Handover(KubeApi api, Resource instance, Clock clock) {
  /** Role of the port in {@code targetDirectMigrationNodePorts} that takes memory. */
  static final String MEMORY_ROLE = "49152";

  /** QEMU's own, unless something else is set; with none at all it would never stop a guest. */
  static final Duration DOWNTIME = Duration.ofMillis(300);

  private static final String STATE = "migrationState";

  /**
   * TLS of one side.
   *
   * @param credentials folder of this node's certificates; empty moves memory unencrypted
   */
  record Security(Optional<Path> credentials) {
    Optional<MoveTls> client(String targetNode) {
      return credentials.map(c -> new MoveTls(c, targetNode));
    }

    Optional<MoveTls> server(String sourceNode) {
      return credentials.map(c -> new MoveTls(c, "CN=" + sourceNode));
    }
  }

  ResourceKey key() {
    return new ResourceKey(Kinds.VMI, instance.namespace(), instance.name());
  }

  JsonNode state() {
    return instance.at("status", STATE);
  }

  private String text(String field) {
    return state().path(field).asText();
  }

  String uid() {
    return text("migrationUid");
  }

  String source() {
    return text("sourceNode");
  }

  String target() {
    return text("targetNode");
  }

  boolean isOpen() {
    return !uid().isEmpty() && !state().path("completed").asBoolean();
  }

  boolean isAborting() {
    return state().path("abortRequested").asBoolean() || instance.isBeingDeleted();
  }

  boolean hasStarted() {
    return state().hasNonNull("startTimestamp");
  }

  /** Words of {@code migrationState.mode}. */
  enum Mode {
    PreCopy,
    /** The guest was stopped so that copying catches up. */
    Paused,
    /** The guest goes on before its memory has arrived. */
    PostCopy
  }

  Mode mode() {
    String word = text("mode");
    for (Mode mode : Mode.values()) {
      if (mode.name().equals(word)) {
        return mode;
      }
    }
    return Mode.PreCopy;
  }

  /** True when the user, and not the migration, has stopped the guest. */
  boolean isPausedByUser() {
    return ConditionList.find(instance, "Paused")
        .filter(c -> c.path("status").asText().equals("True"))
        .filter(c -> !c.path("reason").asText().equals("PausedByMigrationMonitor"))
        .isPresent();
  }

  private JsonNode control() {
    return state().path("control");
  }

  /** As it was set, or as somebody has changed it since. */
  boolean allows(String option) {
    return control()
        .path(option)
        .asBoolean(state().path("migrationConfiguration").path(option).asBoolean());
  }

  /** Both sides were told at the start; it cannot change. */
  boolean isPostCopyPrepared() {
    JsonNode set = state().path("migrationConfiguration");
    return set.path("allowPostCopy").asBoolean() || set.path("postCopyPrepared").asBoolean();
  }

  /** What holds now: the configuration, changed by wishes, within the node's share. */
  MoveLimits limits() {
    String set = option("bandwidthPerMigration");
    long rate = control().path("bandwidth").asLong(set.isEmpty() ? 0 : Quantities.bytes(set));
    long share = control().path("bandwidthShare").asLong();
    if (share > 0) {
      rate = rate == 0 ? share : Math.min(rate, share);
    }
    long millis =
        control().path("maxDowntimeMs").asLong(number("maxDowntimeMs", DOWNTIME.toMillis()));
    long usable = Math.clamp(millis, 1, MoveLimits.LONGEST_DOWNTIME.toMillis());
    return new MoveLimits(rate, 0, Duration.ofMillis(usable));
  }

  boolean isTargetReady() {
    return state().hasNonNull("targetNodeDomainReadyTimestamp");
  }

  /** True unless the target has said that a part of the memory is still to come. */
  boolean hasAllArrived() {
    return !state().at("/transfer/arrived").asText().equals("part");
  }

  /** True once the target has said that nothing will come of what it had prepared. */
  boolean isTargetGone() {
    return state().at("/transfer/targetGone").asBoolean();
  }

  /** True once the target runs the guest, as the instance shows. */
  boolean hasArrivedHere() {
    return instance.text("status", "nodeName").equals(Optional.of(target()));
  }

  /** True when no more memory can come, or nobody wants the guest any more. */
  boolean isLost() {
    return state().at("/transfer/sourceGone").asBoolean() || instance.isBeingDeleted();
  }

  String address() {
    return text("targetNodeAddress");
  }

  /** The port that takes memory; 0 while the target does not listen. */
  int port() {
    return state().path("targetDirectMigrationNodePorts").properties().stream()
        .filter(e -> e.getValue().asText().equals(MEMORY_ROLE))
        .map(e -> Integer.parseInt(e.getKey()))
        .findFirst()
        .orElse(0);
  }

  long number(String option, long fallback) {
    return state().path("migrationConfiguration").path(option).asLong(fallback);
  }

  String option(String option) {
    return state().path("migrationConfiguration").path(option).asText();
  }

  /** As it is now; empty when the instance is gone or another migration has taken over. */
  Optional<Handover> again() {
    return api.get(key())
        .filter(i -> i.uid().equals(instance.uid()))
        .map(i -> new Handover(api, i, clock))
        .filter(h -> h.uid().equals(uid()));
  }

  /** Changes the state of this migration; of another one nothing is changed. */
  void write(Consumer<ObjectNode> change) {
    writeStatus(status -> change.accept((ObjectNode) status.get(STATE)));
  }

  /** As {@link #write}, for changes that concern the instance as well. */
  void writeStatus(Consumer<ObjectNode> change) {
    var _ =
        ObjectEdit.status(
            api,
            key(),
            status -> {
              if (status.get(STATE) instanceof ObjectNode state
                  && state.path("migrationUid").asText().equals(uid())) {
                change.accept(status);
              }
            });
  }

  String now() {
    return clock.instant().toString();
  }
}
