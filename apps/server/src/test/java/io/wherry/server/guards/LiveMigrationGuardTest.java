package io.wherry.server.guards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.ApiPolicies;
import io.wherry.apiserver.ApiServerSettings;
import io.wherry.apiserver.EmbeddedApiServer;
import io.wherry.apiserver.EvictionGuard;
import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveMigrationGuardTest {
  private static final String MOVE =
      "{metadata: {name: m, namespace: n}, spec: {vmiName: vm}, status: {phase: Running}}";
  private static final String MACHINE =
      "{metadata: {name: vm, namespace: n}, status: {phase: Running}}";

  @TempDir Path directory;

  private static void refuses(PlayedWorld world, String migration, String why) {
    assertThatThrownBy(() -> world.create(new LiveMigrationGuard(), migration))
        .isInstanceOfSatisfying(ApiFailure.class, f -> assertThat(f.code()).isEqualTo(400))
        .hasMessage(
            "admission webhook \"migration-create-validator.kubevirt.io\" denied the request: "
                + why);
  }

  @Test
  void refusesWhatCannotMove() {
    refuses(new PlayedWorld(), MOVE, "the VMI \"n/vm\" does not exist");
    refuses(
        new PlayedWorld().with(Kinds.VMI, MACHINE.replace("Running", "Succeeded")),
        MOVE,
        "Cannot migrate VMI in finalized state.");
    refuses(
        new PlayedWorld()
            .with(
                Kinds.VMI,
                MACHINE.replace(
                    "phase:",
                    "conditions: [{type: LiveMigratable, status: 'False', reason: R, message: M}],"
                        + " phase:")),
        MOVE,
        "Cannot migrate VMI, Reason: R, Message: M");
    assertThatThrownBy(
            () -> new PlayedWorld().create(new LiveMigrationGuard(), "{metadata: {}, spec: {}}"))
        .isInstanceOfSatisfying(
            ApiFailure.class,
            f -> {
              JsonNode cause = f.status().at("/details/causes/0");
              assertThat(f.code()).isEqualTo(422);
              assertThat(cause.path("field").asText()).isEqualTo("spec.vmiName");
            });
  }

  @Test
  void holdsWhatWasSaid() {
    PlayedWorld world = new PlayedWorld().with(Kinds.VMI, MACHINE);
    ObjectNode before = world.create(new LiveMigrationGuard(), MOVE);
    assertThat(before.at("/metadata/labels").path("kubevirt.io/vmi-name").asText()).isEqualTo("vm");
    assertThat(before.at("/metadata/finalizers/0").asText())
        .isEqualTo(LiveMigrationGuard.FINALIZER);
    ObjectNode other = before.deepCopy();
    other.withObjectProperty("spec").put("vmiName", "other");
    assertThatThrownBy(() -> world.write(new LiveMigrationGuard(), before, other))
        .isInstanceOfSatisfying(ApiFailure.class, f -> assertThat(f.code()).isEqualTo(422))
        .hasMessageEndingWith("update of Migration object's spec is restricted");
    ObjectNode bare = before.deepCopy();
    bare.withObjectProperty("metadata").remove("labels");
    assertThatThrownBy(() -> world.write(new LiveMigrationGuard(), before, bare))
        .hasMessageEndingWith("selector label can't be removed from an in-flight migration");
    bare.withObjectProperty("status").put("phase", "Failed");
    assertThatCode(() -> world.write(new LiveMigrationGuard(), before, bare))
        .doesNotThrowAnyException();
  }

  @Test
  void letsOneOfManyPass() throws Exception {
    ApiPolicies policies =
        new ApiPolicies(List.of(), List.of(), EvictionGuard.NONE).guarded(Guards.all());
    var settings = ApiServerSettings.local(directory, 0, Clock.systemUTC()).withPolicies(policies);
    try (EmbeddedApiServer server = new EmbeddedApiServer(settings)) {
      server.start();
      try (KubeApi api = FabricKubeApi.ofKubeconfig(server.ownKubeconfig());
          var callers = Executors.newFixedThreadPool(8)) {
        Resource machine = Resource.of(Kinds.VMI, "default", "vm");
        machine.tree().putObject("spec").putObject("domain").putObject("devices");
        Resource _ = api.create(Kinds.VMI, machine);
        List<Callable<Resource>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          Resource move = Resource.of(Kinds.VMIM, "default", "move-" + i);
          move.tree().putObject("spec").put("vmiName", "vm");
          calls.add(() -> api.create(Kinds.VMIM, move));
        }
        for (Future<Resource> each : callers.invokeAll(calls)) {
          try {
            Resource _ = each.get();
          } catch (ExecutionException e) {
            assertThat(e.getCause())
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("in-flight migration detected");
          }
        }
        assertThat(api.list(Kinds.VMIM, Selection.ALL)).hasSize(1);
      }
    }
  }
}
