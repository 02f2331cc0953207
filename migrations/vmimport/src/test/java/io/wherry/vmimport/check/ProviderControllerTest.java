package io.wherry.vmimport.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.control.Reconciler.Next;
import io.wherry.problems.Category;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.Problem;
import io.wherry.problems.SubjectRef;
import io.wherry.resources.Kinds;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProviderControllerTest {
  private final World world = new World().small();

  @Test
  void refusedCredentialsAreNotTriedAgainBeforeAChange() {
    world.inventories.fault = Optional.of(new PeerRefused("401"));
    assertThat(world.reconcile(Kinds.PROVIDER, "ova")).isEqualTo(Next.onChange());
    assertThat(world.conditions(Kinds.PROVIDER, "ova"))
        .containsExactly("Validated/Advisory/", "ConnectionAuthFailed/Critical/AuthFailed");
    world.reconcile(Kinds.PROVIDER, "ova");
    assertThat(world.inventories.calls).containsExactly("open");
    world.inventories.fault = Optional.empty();
    world.patch(World.key(Kinds.SECRET, "ova"), "{data: {url: bG9jYWxob3N0Oi9vdmFzMg==}}");
    world.reconcile(Kinds.PROVIDER, "ova");
    assertThat(world.conditions(Kinds.PROVIDER, "ova")).contains("Ready/Required/");
  }

  @Test
  void unreachableProviderIsTriedAgain() {
    world.inventories.fault = Optional.of(new PeerUnavailable("no route"));
    assertThat(world.reconcile(Kinds.PROVIDER, "ova")).isInstanceOf(Next.After.class);
    assertThat(world.conditions(Kinds.PROVIDER, "ova"))
        .containsExactly("Validated/Advisory/", "ConnectionTestFailed/Critical/Tested");
    assertThat(world.get(Kinds.PROVIDER, "ova").at("status", "phase").asText())
        .isEqualTo("ConnectionFailed");
  }

  @Test
  void testsAgainEveryThirtySecondsOnly() {
    world.reconcile(Kinds.PROVIDER, "ova");
    world.clock.advance(Duration.ofSeconds(29));
    assertThat(world.reconcile(Kinds.PROVIDER, "ova"))
        .isEqualTo(Next.after(Duration.ofSeconds(30)));
    assertThat(world.inventories.calls).filteredOn("test"::equals).hasSize(1);
    world.clock.advance(Duration.ofSeconds(1));
    world.reconcile(Kinds.PROVIDER, "ova");
    assertThat(world.inventories.calls).filteredOn("test"::equals).hasSize(2);
  }

  @Test
  void loadingInventoryIsNotReady() {
    world.inventories.parity = false;
    world.reconcile(Kinds.PROVIDER, "ova");
    assertThat(world.conditions(Kinds.PROVIDER, "ova"))
        .containsExactly(
            "Validated/Advisory/",
            "ConnectionTestSucceeded/Required/Tested",
            "LoadInventory/Advisory/");
    assertThat(world.get(Kinds.PROVIDER, "ova").at("status", "phase").asText())
        .isEqualTo("Staging");
  }

  @Test
  void collectorErrorIsAWarning() {
    world.inventories.error = "file b.ova is damaged";
    world.reconcile(Kinds.PROVIDER, "ova");
    assertThat(world.conditions(Kinds.PROVIDER, "ova"))
        .contains("InventoryError/Warn/Error", "Ready/Required/");
  }

  @Test
  void missingSecretIsNamed() {
    world.api.delete(World.key(Kinds.SECRET, "ova"));
    world.reconcile(Kinds.PROVIDER, "ova");
    assertThat(world.conditions(Kinds.PROVIDER, "ova"))
        .containsExactly("SecretNotValid/Critical/NotFound");
    assertThat(world.inventories.calls).isEmpty();
  }

  @Test
  void staticProblemsStopBeforeConnecting() {
    world.staticProblems.add(
        new Problem(
            () -> "UrlNotValid",
            Category.Critical,
            new SubjectRef("Provider", "mig/ova"),
            "The url is bad.",
            "Write host:/path."));
    world.reconcile(Kinds.PROVIDER, "ova");
    assertThat(world.conditions(Kinds.PROVIDER, "ova"))
        .containsExactly("UrlNotValid/Critical/Malformed");
    assertThat(world.get(Kinds.PROVIDER, "ova").at("status", "phase").asText())
        .isEqualTo("ValidationFailed");
    assertThat(world.inventories.calls).isEmpty();
  }

  @Test
  void typesWithoutSupportSaySo() {
    world.put(
        Kinds.PROVIDER,
        "{metadata: {namespace: mig, name: vc}, spec: {type: vsphere, url: 'https://vc/sdk'}}");
    world.put(Kinds.PROVIDER, "{metadata: {namespace: mig, name: odd}, spec: {type: abacus}}");
    world.reconcile(Kinds.PROVIDER, "vc");
    world.reconcile(Kinds.PROVIDER, "odd");
    assertThat(world.get(Kinds.PROVIDER, "vc").at("status", "conditions").path(0))
        .hasToString(
            "{\"type\":\"ProviderTypeNotSupported\",\"status\":\"True\",\"category\":\"Critical\","
                + "\"reason\":\"NotSupported\",\"message\":\"Providers of type 'vsphere' are not"
                + " supported yet at https://vc/sdk.\",\"suggestion\":\"Sources can be: ova; the"
                + " destination is openshift with an empty url.\","
                + "\"lastTransitionTime\":\"2026-01-02T03:04:05Z\"}");
    assertThat(world.conditions(Kinds.PROVIDER, "odd"))
        .containsExactly("ProviderTypeNotSupported/Critical/NotSupported");
  }

  @Test
  void deletedProviderClosesItsInventory() {
    world.reconcile(Kinds.PROVIDER, "ova");
    assertThat(world.inventories.open).hasSize(1);
    world.api.delete(World.key(Kinds.PROVIDER, "ova"));
    world.reconcile(Kinds.PROVIDER, "ova");
    assertThat(world.inventories.open).isEmpty();
  }

  @Test
  void changesOfTheSecretWakeItsProviders() {
    world.reconcile(Kinds.PROVIDER, "ova");
    var wakes = world.spec(Kinds.PROVIDER).wakeups().getFirst();
    assertThat(wakes.wakes().apply(world.get(Kinds.SECRET, "ova")))
        .containsExactly(World.key(Kinds.PROVIDER, "ova"));
  }
}
