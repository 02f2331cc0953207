package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.resources.Resource;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.PlanDrafts;
import io.wherry.vmimport.draft.VmDraft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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

  @Override
  public List<Condition> judge(PlanFacts facts) {
    Map<String, String> owners = new HashMap<>();
    String planUid = facts.plan().resource().uid();
    facts
        .seen()
        .target()
        .vms()
        .forEach(vm ->
            addresses(vm).forEach(a -> owners.put(a, "VM " + vm.namespace() + "/" + vm.name())));
    List<String> conflicts = new ArrayList<>();
    Map<String, String> planned = new HashMap<>();
    for (VmDraft draft : facts.openDrafts()) {
      Set<String> own = own(facts, planUid, draft);
      for (VmDraft.NicDraft nic : draft.nics()) {
        String mac = normal(nic.nic().mac());
        if (mac.isEmpty() || nic.target().isIgnored()) {
          continue;
        }
        String other = own.contains(mac) ? null : owners.get(mac);
        String twin = planned.put(mac, "VM " + draft.machine().name() + " of this plan");
        String holder = other == null ? twin : other;
        if (holder != null) {
          conflicts.add(draft.machine().name() + ": " + mac + " belongs to " + holder);
        }
      }
    }
    return conflicts.isEmpty()
        ? List.of()
        : List.of(CARD.condition("MAC addresses are in use.", conflicts));
  }

  /** Addresses of the VM that an earlier run of this plan made for the same source VM. */
  private static Set<String> own(PlanFacts facts, String planUid, VmDraft draft) {
    return facts.seen().target().vms().stream()
        .filter(vm -> PlanDrafts.isOwn(vm, planUid, draft.machine().id()))
        .flatMap(vm -> addresses(vm).stream())
        .collect(Collectors.toSet());
  }

  private static List<String> addresses(Resource vm) {
    return vm.items("spec", "template", "spec", "domain", "devices", "interfaces").stream()
        .map(i -> normal(i.path("macAddress").asText()))
        .filter(m -> !m.isEmpty())
        .toList();
  }

  private static String normal(String mac) {
    return mac.toLowerCase(Locale.ROOT).replace('-', ':');
  }
}
