package io.wherry.cluster.standin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Reconciler;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.Optional;

/**
 * KubeVirt: says of every machine that it is as it should be; those that always run get an
 * instance, others lose it.
 */
record PlayedMachines(KubeApi api) implements Reconciler {
  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> machine = api.get(key);
    if (machine.isEmpty() || machine.get().isBeingDeleted()) {
      return Next.onChange();
    }
    if (machine.get().at("status", "created").isMissingNode()) {
      ObjectNode status = JsonNodeFactory.instance.objectNode();
      status.put("created", true).put("ready", true).put("printableStatus", "Running");
      StandIn.status(api, key, status);
    }
    ResourceKey instance = new ResourceKey(Kinds.VMI, key.namespace(), key.name());
    boolean wanted = machine.get().at("spec", "runStrategy").asText().equals("Always");
    boolean runs = api.get(instance).isPresent();
    if (wanted && !runs) {
      start(machine.get(), instance);
    } else if (!wanted && runs) {
      api.delete(instance);
    }
    return Next.onChange();
  }

  private void start(Resource machine, ResourceKey key) {
    Resource instance = Resource.of(Kinds.VMI, key.namespace(), key.name());
    instance.tree().set("spec", machine.at("spec", "template", "spec").deepCopy());
    ((ObjectNode) instance.tree().get("metadata"))
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", Kinds.VM.apiVersion())
        .put("kind", Kinds.VM.kind())
        .put("name", machine.name())
        .put("uid", machine.uid());
    Resource _ = api.create(Kinds.VMI, instance);
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    StandIn.status(api, key, status.put("phase", "Running").put("nodeName", StandIn.NODE));
  }
}
