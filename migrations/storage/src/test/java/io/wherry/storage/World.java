package io.wherry.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Conditions;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;

/** A cluster with two storage classes and a virtual machine's disk in the first. */
public final class World {
  public static final String NS = "apps";
  public final TestClock clock = new TestClock();
  public final MemoryKubeApi api = new MemoryKubeApi(clock);

  public World() {
    make(Kinds.NAMESPACE, "", NS, "{}");
    HostCluster.ensure(api);
    make(Kinds.STORAGE_CLASS, "", "slow", "{'provisioner':'p'}");
    make(Kinds.STORAGE_CLASS, "", "fast", "{'provisioner':'p'}");
  }

  /** A VirtualMachine whose volumes lie in the claims. */
  public Resource vm(String name, String strategy, String... claims) {
    Resource vm = Resource.of(Kinds.VM, NS, name);
    ObjectNode spec = vm.tree().putObject("spec").put("runStrategy", strategy);
    ObjectNode inner = spec.putObject("template").putObject("spec");
    ObjectNode devices = inner.putObject("domain").putObject("devices");
    for (String claim : claims) {
      devices.withArrayProperty("disks").addObject().put("name", "v-" + claim).putObject("disk");
      ObjectNode volume = inner.withArrayProperty("volumes").addObject().put("name", "v-" + claim);
      volume.putObject("dataVolume").put("name", claim);
    }
    return api.create(Kinds.VM, vm);
  }

  /** A bound claim of 1 GiB with its volume. */
  public Resource claim(String name, String storageClass) {
    make(Kinds.PV, "", "pv-" + name, "{'spec':{'capacity':{'storage':'1Gi'}}}");
    Resource claim =
        make(
            Kinds.PVC,
            NS,
            name,
            "{'spec':{'storageClassName':'%s','volumeMode':'Filesystem','volumeName':'pv-%s','resources':{'requests':{'storage':'1Gi'}}}}"
                .formatted(storageClass, name));
    status(Kinds.PVC, NS, name, "{'phase':'Bound','capacity':{'storage':'1Gi'}}");
    return claim;
  }

  public Resource make(KindRef kind, String namespace, String name, String fields) {
    Resource made = Resource.of(kind, namespace, name);
    made.tree().setAll((ObjectNode) json(fields));
    return api.create(kind, made);
  }

  public void status(KindRef kind, String namespace, String name, String status) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.set("status", json(status));
    Resource _ = api.patchStatus(new ResourceKey(kind, namespace, name), patch);
  }

  /** Merges into an object. */
  public Resource edit(KindRef kind, String namespace, String name, String fields) {
    return api.patch(new ResourceKey(kind, namespace, name), json(fields));
  }

  public Resource get(KindRef kind, String namespace, String name) {
    return api.get(new ResourceKey(kind, namespace, name)).orElseThrow();
  }

  /** An object of the namespace {@link #NS}, if it is there. */
  public java.util.Optional<Resource> find(KindRef kind, String name) {
    return api.get(new ResourceKey(kind, NS, name));
  }

  /** JSON with single quotes. */
  public static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** True when the object has the condition. */
  public static boolean has(Resource object, String type) {
    return Conditions.has(object.at("status", "conditions"), type);
  }

  /** Reason and message of a condition; empty when there is none. */
  public static String said(Resource object, String type) {
    return object.items("status", "conditions").stream()
        .filter(c -> c.path("type").asText().equals(type))
        .map(c -> c.path("reason").asText() + ": " + c.path("message").asText())
        .findFirst()
        .orElse("");
  }
}
