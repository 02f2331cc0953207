package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.spi.Ref;
import io.wherry.vmimport.model.MigrationView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which machines spec.cancel of a migration means. Pure.
 *
 * @param ids source ids of the machines
 * @param findings entries that mean no machine, or several
 */
record Cancels(Set<String> ids, List<Condition> findings) {

  static Cancels of(MigrationView migration, List<? extends JsonNode> vms) {
    Set<String> ids = new LinkedHashSet<>();
    List<Condition> findings = new ArrayList<>();
    for (Ref ref : migration.cancel()) {
      List<String> hits =
          vms.stream().filter(vm -> means(ref, vm)).map(vm -> vm.path("id").asText()).toList();
      if (hits.size() == 1) {
        ids.add(hits.getFirst());
      } else {
        findings.add(finding(ref, hits.size()));
      }
    }
    return new Cancels(ids, findings);
  }

  private static boolean means(Ref ref, JsonNode vm) {
    return ref.id().isEmpty()
        ? !ref.name().isEmpty() && vm.path("name").asText().equals(ref.name())
        : vm.path("id").asText().equals(ref.id());
  }

  private static Condition finding(Ref ref, int hits) {
    String type = hits == 0 ? "VMNotFound" : "VMNotUnique";
    String message =
        hits == 0
            ? "spec.cancel names a VM that is not part of the migration."
            : "spec.cancel names a VM by a name that several have; give the id.";
    return new Condition(
        type,
        Category.Warn,
        hits == 0 ? "NotFound" : "Ambiguous",
        message,
        "",
        List.of(ref.toString()),
        false);
  }
}
