package io.wherry.vmimport.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.resources.Kinds;
import io.wherry.resources.ResourceKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class DependentsTest {
  private static final ResourceKey PLAN = new ResourceKey(Kinds.PLAN, "mig", "a");
  private static final ResourceKey OTHER = new ResourceKey(Kinds.PLAN, "mig", "b");
  private static final ResourceKey MAP = new ResourceKey(Kinds.NETWORK_MAP, "mig", "m");
  private static final ResourceKey HOOK = new ResourceKey(Kinds.HOOK, "mig", "h");

  private final Dependents dependents = new Dependents();

  @Test
  void findsAllWhoDepend() {
    dependents.declare(PLAN, List.of(MAP, HOOK));
    dependents.declare(OTHER, List.of(MAP));
    assertThat(dependents.of(MAP)).containsExactlyInAnyOrder(PLAN, OTHER);
    assertThat(dependents.of(HOOK)).containsExactly(PLAN);
  }

  @Test
  void newDeclarationReplacesTheOldOne() {
    dependents.declare(PLAN, List.of(MAP));
    dependents.declare(PLAN, List.of(HOOK));
    assertThat(dependents.of(MAP)).isEmpty();
    assertThat(dependents.of(HOOK)).containsExactly(PLAN);
  }

  @Test
  void forgottenOnesAreNotWoken() {
    dependents.declare(PLAN, List.of(MAP));
    dependents.forget(PLAN);
    assertThat(dependents.of(MAP)).isEmpty();
  }
}
