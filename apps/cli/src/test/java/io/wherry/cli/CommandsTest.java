package io.wherry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.peers.Peers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {
  private final StringWriter out = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Wherry.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    return line.execute(arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "up", "down", "console", "doctor", "disk"})
  void everyCommandExplainsItself(String command) {
    assertThat(run("help", command)).isZero();
    assertThat(out.toString()).contains("Usage: wherry " + command);
  }

  @Test
  void everyCommandInTheDocumentationExists() throws IOException {
    TreeSet<String> known = new TreeSet<>(Wherry.commandLine().getSubcommands().keySet());
    known.addAll(java.util.List.of("test", "build", "mvn", "jdk"));
    for (String document : new String[] {"README.md", "HACKING.md", "CHANGELOG.md"}) {
      String text = Files.readString(Peers.root().resolve(document));
      assertThat(
              Pattern.compile("\\./wherry ([a-z]+)")
                  .matcher(text)
                  .results()
                  .map((MatchResult r) -> r.group(1)))
          .as(document)
          .allMatch(known::contains);
    }
  }

  @Test
  void aMissingApplianceIsSaid(@TempDir Path folder) {
    int code =
        run("demo", "--ova", folder.resolve("none.ova").toString(), "--data", folder.toString());
    assertThat(code).isEqualTo(1);
    assertThat(out.toString()).contains("There is no file").doesNotContain("\tat ");
  }

  @Test
  void anUnknownConverterIsSaid() {
    assertThat(run("demo", "--converter=magic")).isEqualTo(2);
    assertThat(out.toString()).contains("'magic' is none of auto, express, virt-v2v");
  }

  @Test
  void downWithoutAServerIsFine(@TempDir Path folder) {
    assertThat(run("down", "--data", folder.toString())).isZero();
    assertThat(out.toString()).contains("No Wherry runs");
  }

  @Test
  void aConsoleWithoutAServerSaysWhatToDo(@TempDir Path folder) {
    assertThat(run("console", "x", "--data", folder.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("wherry up");
  }
}
