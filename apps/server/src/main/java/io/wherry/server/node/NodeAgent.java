package io.wherry.server.node;

import io.wherry.control.ControllerSpec;
import io.wherry.kube.KubeApi;
import io.wherry.lifecycle.GuestActions;
import io.wherry.lifecycle.Guests;
import io.wherry.lifecycle.HandoverController;
import io.wherry.lifecycle.LifecycleControllers;
import io.wherry.lifecycle.LifecycleSettings;
import io.wherry.node.NodeHeartbeat;
import io.wherry.node.NodeObject;
import io.wherry.node.NodeSettings;
import io.wherry.node.PodContexts;
import io.wherry.node.PodController;
import io.wherry.node.PodLogs;
import io.wherry.qemu.QemuHypervisor;
import io.wherry.qemu.Toolboxes;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.VolumePlaces;
import io.wherry.volumes.VolumeControllers;
import io.wherry.volumes.VolumeSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Everything a node does: runs pods and guests, makes volumes, says that it lives. It talks to the
 * API only. What it starts (QEMU, workers) survives it and is found again.
 */
public final class NodeAgent implements AutoCloseable {
  /** Free space that volumes never get: the store and logs need some. */
  private static final long RESERVE_BYTES = 256L << 20;

  private final NodeAgentSettings settings;
  private final KubeApi api;
  private final Clock clock;
  private final Guests guests;
  private final NodeSettings nodeSettings;
  private final VolumePlaces places;
  private final PodController pods;

  public NodeAgent(NodeAgentSettings settings, KubeApi api, Clock clock) {
    this.settings = settings;
    this.api = api;
    this.clock = clock;
    var tools = new Toolboxes("qemu-system-x86_64", settings.accelerator());
    this.guests = new Guests(new QemuHypervisor(tools), settings.folders().machines());
    this.places = new VolumePlaces(settings.name(), folders(settings.shares()));
    this.nodeSettings =
        new NodeSettings(
            settings.name(),
            settings.address(),
            settings.doorPort(),
            settings.memory(),
            settings.folders().pods(),
            places,
            settings.worker());
    this.pods = new PodController(api, nodeSettings, clock);
  }

  private static Map<String, Path> folders(List<VolumeSettings.Share> shares) {
    Map<String, Path> result = new HashMap<>();
    shares.forEach(s -> result.put(s.id(), s.folder()));
    return result;
  }

  /** What of the volumes this node reaches, and where. */
  public VolumePlaces places() {
    return places;
  }

  /** Writes the Node object and removes what deleted pods left. Blocks. */
  public void register() {
    Map<String, String> labels = new HashMap<>();
    settings.shares().forEach(s -> labels.put(VolumePlaces.SHARE_LABEL + s.id(), "true"));
    new NodeObject(api, nodeSettings, labels, clock).write();
    pods.sweep();
  }

  /**
   * The controllers, for a runtime.
   *
   * @param waker how to wake a controller by name for a key
   */
  public List<ControllerSpec> specs(BiConsumer<String, ResourceKey> waker) {
    guests.wakeBy(key -> waker.accept(LifecycleControllers.INSTANCES, key));
    ControllerSpec podSpec = pods.spec();
    pods.wakeBy(key -> waker.accept(podSpec.name(), key));
    var lifecycle =
        new LifecycleSettings(
            settings.name(), settings.address(), settings.folders().machines(), places);
    var volumes =
        new VolumeSettings(
            settings.folders().volumes(),
            settings.name(),
            settings.shares(),
            RESERVE_BYTES,
            "qemu-img");
    List<ControllerSpec> specs = new ArrayList<>();
    HandoverController handovers =
        new HandoverController(api, lifecycle, guests, Optional.of(settings.credentials()), clock);
    specs.add(handovers.spec());
    specs.addAll(LifecycleControllers.node(api, lifecycle, guests, handovers, clock));
    specs.addAll(VolumeControllers.node(api, volumes, clock));
    specs.add(podSpec);
    specs.add(new NodeHeartbeat(api, settings.name(), clock).spec());
    return specs;
  }

  /** Guests and logs of this node, for the same process. */
  public LocalDoor door() {
    return new LocalDoor(
        new GuestActions(api, guests, settings.name()),
        new PodLogs(api, nodeSettings),
        new PodContexts(nodeSettings));
  }

  /** Lets go of guests and workers; they run on. */
  @Override
  public void close() {
    guests.close();
  }
}
