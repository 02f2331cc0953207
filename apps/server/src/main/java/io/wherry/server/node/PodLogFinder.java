package io.wherry.server.node;

import io.wherry.lifecycle.GuestActions;
import io.wherry.node.PodLogs;
import io.wherry.resources.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A worker's log is its output; a launcher's log is the serial console of its guest. */
record PodLogFinder(PodLogs workers, GuestActions guests) implements LogFiles.Finder {
  @Override
  public Optional<LogFiles.LogFile> find(Resource pod) {
    Optional<String> machine =
        pod.label("kubevirt.io")
            .filter("virt-launcher"::equals)
            .flatMap(_ -> pod.label("vm.kubevirt.io/name"));
    if (machine.isPresent()) {
      Path log = guests.home(pod.namespace(), machine.get()).serialLog();
      return Files.exists(log)
          ? Optional.of(
              new LogFiles.LogFile(log, () -> workers.isRunning(pod.namespace(), pod.name())))
          : Optional.empty();
    }
    return workers
        .file(pod.namespace(), pod.name())
        .map(f -> new LogFiles.LogFile(f, () -> workers.isOpen(pod.namespace(), pod.name())));
  }
}
