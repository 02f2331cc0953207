package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.PrimaryNetwork;
import io.wherry.vmimport.draft.VmDraft;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Addresses that are kept must be ones of the network. */
public final class NetworkAddressesRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMIpNotMatchingUdnSubnet",
          Category.Warn,
          "NotValid",
          Needs.INVENTORY,
          "preserveStaticIPs is set, the target namespace has a primary user-defined network, and an address of a NIC that goes to it lies outside its subnets",
          "Choose a namespace whose network has the subnet, or give the VM another address; it gets a new one otherwise.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    Optional<PrimaryNetwork> network =
        PrimaryNetwork.of(facts.seen()).filter(_ -> facts.plan().preserveStaticIps());
    List<String> outside =
        network.stream()
            .flatMap(n -> facts.openDrafts().stream().flatMap(d -> outside(d, n)))
            .toList();
    return outside.isEmpty()
        ? List.of()
        : List.of(
            CARD.condition("Addresses lie outside the subnets of the target's network.", outside));
  }

  private static Stream<String> outside(VmDraft draft, PrimaryNetwork network) {
    return draft.nics().stream()
        .filter(n -> n.target().isPod())
        .flatMap(n ->
            draft.machine().extras().addresses().stream()
                .filter(a -> a.mac().equalsIgnoreCase(n.nic().mac()) && !a.ip().contains(":"))
                .filter(a -> !network.contains(a.ip()))
                .map(a -> draft.machine().name() + ": " + a.ip()));
  }
}
