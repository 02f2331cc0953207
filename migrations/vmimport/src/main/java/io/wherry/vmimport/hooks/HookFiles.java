package io.wherry.vmimport.hooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.resources.Kinds;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.model.HookView;
import io.wherry.vmimport.steps.ImportWorld;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The three files that a hook reads.
 *
 * @source plans-and-migrations.md section 6
 */
final class HookFiles {
  static final String WORKLOAD = "workload.yml";
  static final String PLAN = "plan.yml";
  static final String PLAYBOOK = "playbook.yml";

  private static final YAMLMapper YAML = new YAMLMapper();

  private HookFiles() {}

  /**
   * The data of the hook's ConfigMap. Blocks.
   *
   * @throws PeerUnavailable the source's inventory is not there now
   * @throws InvalidRequest the plan is gone, or the playbook is not base64
   */
  static ObjectNode of(ImportWorld world, HookView hook) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put(WORKLOAD, text(workload(world)));
    data.put(PLAN, text(plan(world)));
    data.put(PLAYBOOK, decoded(hook));
    return data;
  }

  private static JsonNode workload(ImportWorld world) {
    var provider = world.order().source().provider();
    return world
        .outside()
        .inventories()
        .of(provider.uid())
        .orElseThrow(() ->
            new PeerUnavailable(
                "The inventory of provider " + provider.name() + " is not loaded now."))
        .workload(world.order().machine().id());
  }

  private static JsonNode plan(ImportWorld world) {
    var name = world.order().plan();
    return world
        .api()
        .get(new ResourceKey(Kinds.PLAN, name.namespace(), name.name()))
        .orElseThrow(() ->
            new InvalidRequest("Plan %s/%s is gone.".formatted(name.namespace(), name.name())))
        .at("spec");
  }

  private static String decoded(HookView hook) {
    try {
      return new String(Base64.getMimeDecoder().decode(hook.playbook()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest(
          "The playbook of " + hook.resource() + " is not base64. Encode it: base64 -w0.", e);
    }
  }

  private static String text(JsonNode tree) {
    try {
      return YAML.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new Defect("A file for a hook cannot be written as YAML.", e);
    }
  }
}
