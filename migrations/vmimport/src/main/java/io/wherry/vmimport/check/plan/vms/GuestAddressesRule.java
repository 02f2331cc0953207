package io.wherry.vmimport.check.plan.vms;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.Capability;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.check.plan.PlanFacts;
import io.wherry.vmimport.check.plan.PlanRule;
import io.wherry.vmimport.check.plan.RuleCard;
import io.wherry.vmimport.check.plan.RuleCard.Needs;
import io.wherry.vmimport.draft.VmDraft;
import java.util.List;

/** Addresses can only be kept when the guest has told them. */
public final class GuestAddressesRule implements PlanRule {
  private static final RuleCard CARD =
      new RuleCard(
          "VMMissingGuestIPs",
          Category.Warn,
          "MissingGuestInformation",
          Needs.INVENTORY,
          "preserveStaticIPs is set, the source supports it, and it knows no addresses of a VM, or knows them for a MAC address that no NIC has",
          "Start the VM with its guest tools once, so that its addresses become known; or set preserveStaticIPs to false.");

  @Override
  public RuleCard card() {
    return CARD;
  }

  @Override
  public List<Condition> judge(PlanFacts facts) {
    boolean keeps =
        facts.plan().preserveStaticIps()
            && facts.seen().providers().capabilities().contains(Capability.PRESERVES_STATIC_IPS);
    List<String> found =
        facts.openDrafts().stream()
            .map(VmDraft::machine)
            .filter(m -> keeps && !m.nics().isEmpty() && !tells(m))
            .map(SourceMachine::name)
            .toList();
    return found.isEmpty()
        ? List.of()
        : List.of(CARD.condition("Addresses of guests are not known and cannot be kept.", found));
  }

  private static boolean tells(SourceMachine machine) {
    return !machine.extras().addresses().isEmpty()
        && machine.extras().addresses().stream()
            .allMatch(
                a -> machine.nics().stream().anyMatch(nic -> nic.mac().equalsIgnoreCase(a.mac())));
  }
}
