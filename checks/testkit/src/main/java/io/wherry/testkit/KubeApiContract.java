package io.wherry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.FollowListener;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What every {@link KubeApi} promises; extended for the fake and for each real server. */
public abstract class KubeApiContract {
  private static final String NS = "default";

  /** A server with namespace {@code default} and the CRDs of Wherry, without other objects. */
  protected abstract KubeApi api();

  private static Resource configMap(String name, String value) {
    Resource r = Resource.of(Kinds.CONFIG_MAP, NS, name);
    r.tree().putObject("data").put("key", value);
    return r;
  }

  private static ResourceKey key(String name) {
    return new ResourceKey(Kinds.CONFIG_MAP, NS, name);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  @Test
  void storesWhatWasCreatedAndFillsMetadata() {
    Resource made = api().create(Kinds.CONFIG_MAP, configMap("store-me", "v"));
    assertThat(made.uid()).isNotEmpty();
    assertThat(made.resourceVersion()).isNotEmpty();
    assertThat(api().get(key("store-me")).orElseThrow().text("data", "key")).contains("v");
    assertThat(api().get(key("nobody"))).isEmpty();
  }

  @Test
  void refusesTheSameNameTwice() {
    api().create(Kinds.CONFIG_MAP, configMap("twice", "v"));
    assertThatThrownBy(() -> api().create(Kinds.CONFIG_MAP, configMap("twice", "w")))
        .isInstanceOf(StaleWrite.class);
  }

  @Test
  void generatesNames() {
    Resource template = configMap("x", "v");
    ObjectNode tree = template.mutableCopy();
    ((ObjectNode) tree.get("metadata")).put("generateName", "gen-").remove("name");
    Resource a = api().create(Kinds.CONFIG_MAP, new Resource(tree));
    Resource b = api().create(Kinds.CONFIG_MAP, new Resource(tree));
    assertThat(a.name()).startsWith("gen-").isNotEqualTo(b.name());
  }

  @Test
  void patchesAndRemovesFields() {
    api().create(Kinds.CONFIG_MAP, configMap("patch-me", "v"));
    ObjectNode patch = object();
    patch.putObject("data").put("other", "w").putNull("key");
    api().patch(key("patch-me"), patch);
    assertThat(api().get(key("patch-me")).orElseThrow().map("data"))
        .isEqualTo(Map.of("other", "w"));
  }

  @Test
  void refusesAPatchOfAnOldVersion() {
    Resource first = api().create(Kinds.CONFIG_MAP, configMap("raced", "v"));
    ObjectNode change = object();
    change.putObject("data").put("key", "w");
    api().patch(key("raced"), change);
    ObjectNode stale = object();
    stale.putObject("metadata").put("resourceVersion", first.resourceVersion());
    stale.putObject("data").put("key", "x");
    assertThatThrownBy(() -> api().patch(key("raced"), stale)).isInstanceOf(StaleWrite.class);
  }

  @Test
  void saysThatAPatchedObjectIsGone() {
    assertThatThrownBy(() -> api().patch(key("never-was"), object().put("kind", "ConfigMap")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("not found");
  }

  @Test
  void appliesAndDropsWhatIsNoLongerApplied() {
    Resource two = configMap("applied", "v");
    ((ObjectNode) two.at("data")).put("second", "w");
    api().apply(Kinds.CONFIG_MAP, two, "contract");
    api().apply(Kinds.CONFIG_MAP, configMap("applied", "x"), "contract");
    assertThat(api().get(key("applied")).orElseThrow().map("data")).isEqualTo(Map.of("key", "x"));
  }

  @Test
  void keepsStatusApartFromTheRest() {
    Resource plan = Resource.of(Kinds.NETWORK_MAP, NS, "status-apart");
    plan.tree().putObject("spec").putArray("map");
    ((ObjectNode) plan.at("spec"))
        .putObject("provider")
        .putObject("source")
        .put("name", "a")
        .put("namespace", NS);
    ((ObjectNode) plan.at("spec", "provider"))
        .putObject("destination")
        .put("name", "b")
        .put("namespace", NS);
    Resource made = api().create(Kinds.NETWORK_MAP, plan);
    ResourceKey key = new ResourceKey(Kinds.NETWORK_MAP, NS, "status-apart");
    ObjectNode status = object();
    status.putObject("status").put("observedGeneration", 1);
    api().patchStatus(key, status);
    Resource after = api().get(key).orElseThrow();
    assertThat(after.at("status", "observedGeneration").asInt()).isEqualTo(1);
    assertThat(after.generation()).isEqualTo(made.generation());
    ObjectNode sneaky = object();
    sneaky.putObject("status").put("observedGeneration", 7);
    api().patch(key, sneaky);
    assertThat(api().get(key).orElseThrow().at("status", "observedGeneration").asInt())
        .isEqualTo(1);
  }

  @Test
  void waitsForFinalizers() {
    Resource held = configMap("held", "v");
    ((ObjectNode) held.at("metadata")).putArray("finalizers").add("wherry.io/test");
    api().create(Kinds.CONFIG_MAP, held);
    api().delete(key("held"));
    assertThat(api().get(key("held")).orElseThrow().isBeingDeleted()).isTrue();
    ObjectNode release = object();
    release.putObject("metadata").putNull("finalizers");
    api().patch(key("held"), release);
    await().until(() -> api().get(key("held")).isEmpty());
  }

  @Test
  void deletesWhatAnObjectOwned() {
    Resource owner = api().create(Kinds.CONFIG_MAP, configMap("owner", "v"));
    Resource owned = configMap("owned", "v");
    ((ObjectNode) owned.at("metadata"))
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "v1")
        .put("kind", "ConfigMap")
        .put("name", "owner")
        .put("uid", owner.uid());
    api().create(Kinds.CONFIG_MAP, owned);
    api().delete(key("owner"));
    await().until(() -> api().get(key("owned")).isEmpty());
  }

  @Test
  void deletesOnlyTheObjectMeant() {
    api().create(Kinds.CONFIG_MAP, configMap("meant", "v"));
    assertThatThrownBy(() -> api().delete(key("meant"), "00000000-0000-0000-0000-000000000000"))
        .isInstanceOf(StaleWrite.class);
    api().delete(key("nobody"));
  }

  @Test
  void selectsByLabels() {
    Resource labelled = configMap("labelled", "v");
    ((ObjectNode) labelled.at("metadata")).putObject("labels").put("contract", "yes");
    api().create(Kinds.CONFIG_MAP, labelled);
    api().create(Kinds.CONFIG_MAP, configMap("plain", "v"));
    assertThat(api().list(Kinds.CONFIG_MAP, Selection.labelled(NS, Map.of("contract", "yes"))))
        .extracting(Resource::name)
        .containsExactly("labelled");
  }

  @Test
  void followsWhatIsThereAndWhatComes() {
    api().create(Kinds.CONFIG_MAP, configMap("follow-old", "v"));
    List<String> events = new CopyOnWriteArrayList<>();
    FollowListener listener =
        new FollowListener() {
          @Override
          public void seen(Resource r) {
            events.add("seen " + r.name() + " " + r.text("data", "key").orElse(""));
          }

          @Override
          public void gone(Resource r) {
            events.add("gone " + r.name());
          }
        };
    try (var following = api().follow(Kinds.CONFIG_MAP, Selection.in(NS), listener)) {
      await().until(following::hasSynced);
      assertThat(events).contains("seen follow-old v");
      api().create(Kinds.CONFIG_MAP, configMap("follow-new", "v"));
      ObjectNode change = object();
      change.putObject("data").put("key", "w");
      api().patch(key("follow-new"), change);
      api().delete(key("follow-new"));
      await()
          .untilAsserted(
              () -> assertThat(events).containsSubsequence("seen follow-new w", "gone follow-new"));
      assertThat(following.get(NS, "follow-old")).isPresent();
      assertThat(following.get(NS, "follow-new")).isEmpty();
    }
  }
}
