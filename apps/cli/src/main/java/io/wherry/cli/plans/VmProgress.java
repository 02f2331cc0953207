package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * One machine of a plan's status.
 *
 * @param doneBytes of the disk transfer; 0 before it
 * @param totalBytes 0 while it is unknown
 * @param bytesPerSecond empty while nothing is copied
 */
record VmProgress(
    String id,
    String name,
    String newName,
    State state,
    String step,
    String reason,
    long doneBytes,
    long totalBytes,
    OptionalLong bytesPerSecond,
    Optional<Duration> timeLeft) {
  private static final long MIB = 1 << 20;

  enum State {
    Queued,
    Running,
    Waiting,
    Succeeded,
    Failed,
    Canceled
  }

  static VmProgress of(JsonNode vm) {
    JsonNode transfer = step(vm, s -> s.path("name").asText().startsWith("DiskTransfer"));
    JsonNode notes = transfer.path("annotations");
    boolean isMib = notes.path("unit").asText().equals("MB");
    long total =
        notes
            .path("wherry.io/bytes-total")
            .asLong(isMib ? transfer.path("progress").path("total").asLong() * MIB : 0);
    long done =
        notes
            .path("wherry.io/bytes-done")
            .asLong(isMib ? transfer.path("progress").path("completed").asLong() * MIB : 0);
    long rate = notes.path("wherry.io/rate-bytes-per-second").asLong(0);
    long left = notes.path("wherry.io/time-left-seconds").asLong(-1);
    JsonNode current = step(vm, s -> s.path("phase").asText().equals("Running"));
    String name = vm.path("name").asText(vm.path("id").asText());
    return new VmProgress(
        vm.path("id").asText(),
        name,
        vm.path("newName").asText(name),
        state(vm),
        current.path("name").asText(vm.path("phase").asText()),
        reason(vm, current),
        done,
        total,
        rate > 0 ? OptionalLong.of(rate) : OptionalLong.empty(),
        left >= 0 ? Optional.of(Duration.ofSeconds(left)) : Optional.empty());
  }

  private static State state(JsonNode vm) {
    for (State state : new State[] {State.Succeeded, State.Failed, State.Canceled}) {
      if (isTrue(vm.path("conditions"), state.name())) {
        return state;
      }
    }
    if (vm.path("started").asText().isEmpty()) {
      return State.Queued;
    }
    return vm.path("phase").asText().equals("CopyingPaused") ? State.Waiting : State.Running;
  }

  static boolean isTrue(JsonNode conditions, String type) {
    return elements(conditions)
        .anyMatch(
            c -> c.path("type").asText().equals(type) && c.path("status").asText().equals("True"));
  }

  private static String reason(JsonNode vm, JsonNode current) {
    String error =
        elements(vm.path("error").path("reasons"))
            .map(JsonNode::asText)
            .collect(Collectors.joining(" "));
    if (!error.isEmpty()) {
      return error;
    }
    return elements(vm.path("conditions"))
        .filter(c -> c.path("type").asText().equals("Pending"))
        .map(c -> c.path("message").asText())
        .findFirst()
        .orElse(current.path("reason").asText());
  }

  private static JsonNode step(JsonNode vm, java.util.function.Predicate<JsonNode> wanted) {
    return elements(vm.path("pipeline"))
        .filter(wanted)
        .findFirst()
        .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
  }

  static java.util.stream.Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
