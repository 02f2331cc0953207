package io.wherry.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wherry.peers.RealOpa;
import io.wherry.rego.Answer;
import io.wherry.rego.Question;
import io.wherry.rego.SourceFile;
import io.wherry.rego.value.JsonValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The default rules give the same concerns here and in the real OPA. {@code
 * -Dpolicy.machines=10000} asks about more machines, {@code -Dpolicy.seed=…} about others.
 */
class SameConcernsPeerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MACHINES = Integer.getInteger("policy.machines", 200);
  private static final long SEED = Long.getLong("policy.seed", 20_261_127L);

  @TempDir Path dir;

  private static java.util.stream.Stream<String> families() {
    return RandomMachines.families().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("families")
  void asInTheRealOne(String family) throws IOException, InterruptedException {
    RandomMachines machines = new RandomMachines(family, SEED);
    ArrayNode asked = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < MACHINES; i++) {
      asked.add(machines.next());
    }
    JsonNode theirs = ask(family, asked);
    LiveRules rules = new LiveRules(Clock.systemUTC());
    assertThat(theirs).hasSize(asked.size());
    for (int i = 0; i < asked.size(); i++) {
      Answer ours =
          rules
              .policy()
              .document(
                  Family.path(family, "validate"),
                  Question.about(JsonValues.of(asked.get(i)), Instant.EPOCH));
      assertThat(ours.found())
          .as("seed %d, %s", SEED, asked.get(i))
          .contains(
              JsonValues.of(theirs.get(i)) instanceof io.wherry.rego.value.ObjectValue o
                  ? withSets(o)
                  : null);
    }
  }

  /** OPA writes sets as arrays. */
  private static io.wherry.rego.value.Value withSets(io.wherry.rego.value.ObjectValue answer) {
    var entries = answer.toMap();
    entries.replaceAll((_, v) ->
        v instanceof io.wherry.rego.value.ArrayValue(var items)
            ? io.wherry.rego.value.SetValue.copyOf(items)
            : v);
    return io.wherry.rego.value.ObjectValue.copyOf(entries);
  }

  private JsonNode ask(String family, ArrayNode machines) throws IOException, InterruptedException {
    for (SourceFile file : RuleFiles.defaults()) {
      Path target = dir.resolve("rules").resolve(file.name());
      Path _ = Files.createDirectories(target.getParent());
      Path _ = Files.writeString(target, file.text());
    }
    Path input = dir.resolve("input.json");
    JSON.writeValue(input.toFile(), machines);
    String query =
        "[x | some vm in input; x := data.io.konveyor.forklift."
            + family
            + ".validate with input as vm]";
    Path output = dir.resolve("output.json");
    Process opa =
        new ProcessBuilder(
                RealOpa.program().toString(),
                "eval",
                "--format",
                "raw",
                "--data",
                dir.resolve("rules").toString(),
                "--input",
                input.toString(),
                query)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(opa.waitFor()).isZero();
    return JSON.readTree(output.toFile());
  }
}
