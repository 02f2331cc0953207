package io.wherry.vmimport.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.control.Condition;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionEventsTest {
  private final World world = new World();
  private final StatusWriter writer = new StatusWriter(world.api, world.clock);

  private void say(Condition... found) {
    writer.write(Kinds.HOOK, world.get(Kinds.HOOK, "h"), StatusWriter.Statement.of(List.of(found)));
  }

  @Test
  void comingChangingAndGoingAreTold() {
    world.put(Kinds.HOOK, "{metadata: {namespace: mig, name: h}}");
    say(Said.critical("InvalidImage", "x", "bad", ""));
    say(Said.critical("InvalidImage", "x", "worse", ""));
    say(Said.required("Ready", "", "good"));
    assertThat(world.api.list(Kinds.EVENT, Selection.in("mig")))
        .extracting(e -> e.at("type").asText() + " " + e.at("message").asText())
        .containsExactlyInAnyOrder(
            "Warning bad", "Warning worse", "Normal good", "Warning No longer: worse");
  }

  @Test
  void repetitionsAreCounted() {
    world.put(Kinds.HOOK, "{metadata: {namespace: mig, name: h}}");
    for (int i = 0; i < 3; i++) {
      say(Said.critical("InvalidImage", "x", "bad", ""));
      say();
    }
    Resource event =
        world.api.list(Kinds.EVENT, Selection.in("mig")).stream()
            .filter(e -> e.at("message").asText().equals("bad"))
            .findFirst()
            .orElseThrow();
    assertThat(event.at("count").asInt()).isEqualTo(3);
    assertThat(event.at("involvedObject", "name").asText()).isEqualTo("h");
    assertThat(event.at("reason").asText()).isEqualTo("InvalidImage");
  }

  @Test
  void objectThatWentMeanwhileIsNoFailure() {
    world.put(Kinds.HOOK, "{metadata: {namespace: mig, name: h}}");
    Resource hook = world.get(Kinds.HOOK, "h");
    world.api.delete(World.key(Kinds.HOOK, "h"));
    writer.write(
        Kinds.HOOK, hook, StatusWriter.Statement.of(List.of(Said.required("Ready", "", "good"))));
    assertThat(world.api.count(Kinds.EVENT)).isZero();
  }
}
