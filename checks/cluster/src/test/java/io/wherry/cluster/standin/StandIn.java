package io.wherry.cluster.standin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wherry.cluster.Rest;
import io.wherry.control.ControllerRuntime;
import io.wherry.control.ControllerSpec;
import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * A node, CDI and KubeVirt that set statuses as the real ones would: claims get volumes, copying
 * pods run the real worker, other pods end as a test wants, machines are said to run.
 */
public final class StandIn implements AutoCloseable {
  static final String NODE = "stand-in";

  /** The storage class that claims should ask for. */
  public static final String STORAGE_CLASS = "fast";

  private final FabricKubeApi api;
  private final Rest rest;
  private final PlayedPods pods;
  private final KubeletHttp kubelet;
  private final ControllerRuntime runtime;

  /**
   * Starts to act with an administrator's rights.
   *
   * @param folder for the disks of volumes and the logs of pods
   */
  public StandIn(String kubeconfig, Path folder) {
    api = FabricKubeApi.ofKubeconfig(kubeconfig);
    rest = new Rest(kubeconfig);
    pods = new PlayedPods(api, rest, folder);
    kubelet = new KubeletHttp(folder, pods::log);
    register();
    runtime = new ControllerRuntime(api, Clock.systemUTC(), new SimpleMeterRegistry());
    runtime.start(
        List.of(
            new ControllerSpec(
                "data-volumes", Kinds.DATA_VOLUME, List.of(), new PlayedVolumes(api, folder), 1),
            new ControllerSpec("pods", Kinds.POD, List.of(), pods, 4),
            new ControllerSpec("machines", Kinds.VM, List.of(), new PlayedMachines(api), 1)));
  }

  /** How pods with this task label end: one of {@link Fate}. The default is success. */
  public void fate(String task, Fate fate) {
    pods.fate(task, fate);
  }

  private void register() {
    Resource node = Resource.of(Kinds.NODE, "", NODE);
    Resource _ = api.apply(Kinds.NODE, node, NODE);
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    ObjectNode to = status.putObject("status");
    to.putArray("addresses").addObject().put("type", "InternalIP").put("address", "127.0.0.1");
    to.putObject("daemonEndpoints").putObject("kubeletEndpoint").put("Port", kubelet.port());
    Resource _ = api.patchStatus(new ResourceKey(Kinds.NODE, "", NODE), status);
    Resource storage = Resource.of(Kinds.STORAGE_CLASS, "", STORAGE_CLASS);
    storage.tree().put("provisioner", "kubernetes.io/no-provisioner");
    Resource _ = api.apply(Kinds.STORAGE_CLASS, storage, NODE);
  }

  static void status(KubeApi api, ResourceKey key, ObjectNode status) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.set("status", status);
    Resource _ = api.patchStatus(key, patch);
  }

  @Override
  public void close() {
    runtime.close();
    pods.close();
    kubelet.close();
    rest.close();
    api.close();
  }
}
