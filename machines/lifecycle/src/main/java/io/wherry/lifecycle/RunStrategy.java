package io.wherry.lifecycle;

import io.wherry.resources.Resource;
import java.util.Arrays;
import java.util.Optional;

/**
 * When a machine shall run.
 *
 * @source live-migration.md section 9.1
 */
enum RunStrategy {
  Always,
  RerunOnFailure,
  Manual,
  Halted,
  Once;

  /** The strategy of a VirtualMachine; the deprecated {@code running} counts too. */
  static Optional<RunStrategy> of(Resource vm) {
    Optional<String> wire = vm.text("spec", "runStrategy");
    if (wire.isPresent()) {
      return Arrays.stream(values()).filter(s -> s.name().equals(wire.get())).findFirst();
    }
    var running = vm.at("spec", "running");
    return running.isBoolean()
        ? Optional.of(running.asBoolean() ? Always : Halted)
        : Optional.empty();
  }
}
