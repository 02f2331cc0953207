package io.wherry.vmimport.check.plan.refs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.resources.Resource;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import java.util.List;

/** The primary network of the target namespace is one VMs can be moved into. */
public final class UserDefinedNetworkRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "UnsupportedUserDefinedNetwork",
          Category.Critical,
          "NotSupported",
          Needs.OBJECTS,
          "the target namespace has a primary user-defined network of layer 3",
          "Choose a namespace without one, or with a layer 2 network.");

  private static final String NAMESPACE_LABEL = "k8s.ovn.org/primary-user-defined-network";
  private static final String NAD_LABEL = "k8s.ovn.org/user-defined-network";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    var target = facts.seen().target();
    String namespace = facts.plan().targetNamespace();
    boolean primary =
        target.namespace().filter(n -> n.labels().containsKey(NAMESPACE_LABEL)).isPresent();
    List<String> routed =
        target.nads().values().stream()
            .filter(nad -> primary && nad.namespace().equals(namespace))
            .filter(nad -> nad.labels().containsKey(NAD_LABEL) && isLayer3(nad))
            .map(Resource::name)
            .sorted()
            .toList();
    return routed.isEmpty()
        ? List.of()
        : List.of(
            CARD.condition(
                "Namespace '" + namespace + "' has a primary network of layer 3.", routed));
  }

  private static boolean isLayer3(Resource nad) {
    try {
      String config = nad.at("spec", "config").asText("{}");
      return JSON.readTree(config).path("topology").asText().equalsIgnoreCase("layer3");
    } catch (JsonProcessingException _) {
      return false;
    }
  }
}
