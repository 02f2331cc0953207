package io.wherry.spi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.spi.SourceMachine.Concern;
import java.util.List;
import java.util.Optional;

/** Judges machines of an inventory by rules. Safe for several threads. */
public interface MachineRules {
  /** No rules: nobody has any concerns. */
  MachineRules NONE =
      new MachineRules() {
        @Override
        public Optional<Verdict> judge(SourceType type, ObjectNode machine) {
          return Optional.empty();
        }

        @Override
        public String problem(SourceType type) {
          return "";
        }

        @Override
        public void onChange(Runnable listener) {}
      };

  /**
   * What the rules found.
   *
   * @param rulesVersion number of the rule set
   */
  record Verdict(List<Concern> concerns, long rulesVersion) {}

  /**
   * Judges a machine. Takes microseconds with the default rules, and a bounded time with any.
   *
   * @param machine as the inventory shows it in full
   * @return empty when there are no rules for the type, or they failed; the machine stays as it is
   */
  Optional<Verdict> judge(SourceType type, ObjectNode machine);

  /** Why not all rules are in force; empty when they are. */
  String problem(SourceType type);

  /** Calls back, on any thread, when the rules are others. */
  void onChange(Runnable listener);
}
