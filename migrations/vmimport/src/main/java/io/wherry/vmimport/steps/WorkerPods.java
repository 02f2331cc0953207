package io.wherry.vmimport.steps;

import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.order.MachineLabels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the worker pods of a run. */
public final class WorkerPods {
  private WorkerPods() {}

  /** All pods with a task label, but those that are going. Blocks. */
  static List<ResourceKey> of(ImportWorld world, String task) {
    return pods(world, task).map(p -> world.target(Kinds.POD, p.name())).toList();
  }

  /** Pods that have copied a round, unless the settings say that they stay. Blocks. */
  public static List<ResourceKey> ofFinishedCopies(ImportWorld world) {
    if (world.settings().retention().precopyPods()) {
      return List.of();
    }
    return pods(world, CopyDisks.TASK)
        .filter(p -> p.at("status", "phase").asText().equals("Succeeded"))
        .map(p -> world.target(Kinds.POD, p.name()))
        .toList();
  }

  private static Stream<Resource> pods(ImportWorld world, String task) {
    Map<String, String> labels = new LinkedHashMap<>(MachineLabels.identity(world.order()));
    labels.put(WorkerPod.TASK, task);
    Selection mine = Selection.labelled(world.order().target().namespace(), labels);
    return world.api().list(Kinds.POD, mine).stream().filter(p -> !p.isBeingDeleted());
  }
}
