package io.wherry.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.peers.RealOpa;
import io.wherry.policy.RuleTests.Verdict;
import io.wherry.rego.Policy;
import io.wherry.rego.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests of the default rules, in Rego: they pass here and in the real OPA. */
class DefaultRuleTestsPeerTest {
  private static final Path TESTS = Path.of("src/test/resources/io/wherry/policy/tests");

  /** One for each of the 102 rules, and three for each of the six families. */
  private static final int ALL = 102 + 6 * 3;

  @TempDir private Path dir;

  private static List<SourceFile> tests() throws IOException {
    List<SourceFile> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(TESTS)) {
      for (Path file : found.sorted().toList()) {
        files.add(new SourceFile(file.getFileName().toString(), Files.readString(file)));
      }
    }
    return files;
  }

  @Test
  void theyPassHere() throws IOException {
    List<SourceFile> files = new ArrayList<>(RuleFiles.defaults());
    files.addAll(tests());
    Policy.Compiled compiled = Policy.compile(files);
    assertThat(compiled).isInstanceOf(Policy.Compiled.Ready.class);
    Policy policy = ((Policy.Compiled.Ready) compiled).policy();
    List<RuleTests.Result> results = new RuleTests(policy, Clock.systemUTC()).run();
    assertThat(results).filteredOn(r -> r.verdict() != Verdict.PASS).isEmpty();
    assertThat(results).hasSize(ALL);
  }

  @Test
  void theyPassInTheRealOne() throws IOException, InterruptedException {
    List<SourceFile> files = new ArrayList<>(RuleFiles.defaults());
    files.addAll(tests());
    for (SourceFile file : files) {
      Path target = dir.resolve(file.name());
      Path _ = Files.createDirectories(target.getParent());
      Path _ = Files.writeString(target, file.text());
    }
    Process opa =
        new ProcessBuilder(RealOpa.program().toString(), "test", dir.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(opa.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(opa.waitFor()).as(said).isZero();
    assertThat(said).contains("PASS: " + ALL + "/" + ALL);
  }
}
