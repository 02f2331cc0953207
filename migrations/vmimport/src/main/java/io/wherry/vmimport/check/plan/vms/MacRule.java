package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.resources.Resource;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.VmDraft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** MAC addresses stay unique. */
public final class MacRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "MacConflicts",
          Category.Critical,
          "NotUnique",
          Needs.INVENTORY,
          "a MAC address is used by another VM of the destination, or twice in the plan",
          "Change the MAC address of one of the VMs.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  /**
   * A VM that has a MAC address.
   *
   * @param vmId the source VM it was made from by this plan; empty for all others
   */
  private record Holder(String text, String vmId) {}

  @Override
  public List<Condition> judge(PlanFacts facts) {
    Map<String, List<Holder>> holders = existing(facts);
    for (VmDraft draft : facts.openDrafts()) {
      Holder planned =
          new Holder("VM " + draft.machine().name() + " of this plan", draft.machine().id());
      addresses(draft)
          .forEach(mac -> holders.computeIfAbsent(mac, _ -> new ArrayList<>()).add(planned));
    }
    List<String> conflicts =
        facts.openDrafts().stream().flatMap(d -> conflicts(d, holders)).toList();
    return conflicts.isEmpty()
        ? List.of()
        : List.of(CARD.condition("MAC addresses are in use.", conflicts));
  }

  private static Map<String, List<Holder>> existing(PlanFacts facts) {
    Map<String, List<Holder>> holders = new HashMap<>();
    String planUid = facts.plan().resource().uid();
    for (Resource vm : facts.seen().target().vms()) {
      boolean own = vm.label("plan").filter(planUid::equals).isPresent();
      Holder holder =
          new Holder(
              "VM " + vm.namespace() + "/" + vm.name(), own ? vm.label("vmID").orElse("") : "");
      addresses(vm)
          .forEach(mac -> holders.computeIfAbsent(mac, _ -> new ArrayList<>()).add(holder));
    }
    return holders;
  }

  private static Stream<String> conflicts(VmDraft draft, Map<String, List<Holder>> holders) {
    return addresses(draft)
        .flatMap(mac ->
            holders.getOrDefault(mac, List.of()).stream()
                .filter(h -> !h.vmId().equals(draft.machine().id()))
                .map(h -> draft.machine().name() + ": " + mac + " belongs to " + h.text()));
  }

  private static Stream<String> addresses(VmDraft draft) {
    return draft.nics().stream()
        .filter(n -> !n.target().isIgnored())
        .map(n -> normal(n.nic().mac()))
        .filter(mac -> !mac.isEmpty());
  }

  private static Stream<String> addresses(Resource vm) {
    return vm.items("spec", "template", "spec", "domain", "devices", "interfaces").stream()
        .map(i -> normal(i.path("macAddress").asText()))
        .filter(mac -> !mac.isEmpty());
  }

  private static String normal(String mac) {
    return mac.toLowerCase(Locale.ROOT).replace('-', ':');
  }
}
