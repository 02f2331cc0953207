package io.wherry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.apiserver.security.Kubeconfig;
import io.wherry.apiserver.security.TlsIdentity;
import io.wherry.peers.Peers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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
  @ValueSource(
      strings = {
        "demo",
        "up",
        "down",
        "console",
        "doctor",
        "disk",
        "gather",
        "plan",
        "user",
        "authority",
        "backup",
        "restore"
      })
  void everyCommandExplainsItself(String command) {
    assertThat(run("help", command)).isZero();
    assertThat(out.toString()).contains("Usage: wherry " + command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "get", "get inventory", "create plan", "delete", "disk copy"})
  void helpIsAnOptionOfEveryVerb(String verbs) {
    assertThat(run((verbs + " --help").split(" "))).isZero();
    assertThat(out.toString()).contains("Usage: wherry " + verbs);
  }

  @Test
  void getWithoutAListSaysSo() {
    assertThat(run("get")).isEqualTo(2);
    assertThat(out.toString()).contains("Say what to list");
  }

  @Test
  void completionIsAScriptThatBashReads() throws Exception {
    assertThat(run("completion", "bash")).isZero();
    Process bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    try (var script = bash.outputWriter()) {
      script.write(out.toString());
    }
    assertThat(bash.waitFor()).isZero();
    assertThat(out.toString()).contains("inventory", "--storage-pairs", "--vms");
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
  void usersGetKubeconfigsOfTheirOwn(@TempDir Path folder) throws IOException {
    String data = folder.toString();
    assertThat(run("user", "add", "jane", "--data", data)).isEqualTo(1);
    assertThat(out.toString()).contains("No Wherry has served");
    TlsIdentity tls =
        TlsIdentity.open(folder.resolve("tls"), Clock.systemUTC(), java.util.List.of("localhost"));
    Files.writeString(
        folder.resolve("kubeconfig"),
        Kubeconfig.text("https://127.0.0.1:1", tls.authorityPem(), "secret"));
    Path file = folder.resolve("jane");
    String target = file.toString();
    assertThat(run("user", "add", "jane", "--group", "ops", "-o", target, "--data", data)).isZero();
    assertThat(Files.readString(file))
        .contains("client-certificate-data: ", "https://127.0.0.1:1")
        .doesNotContain("secret");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    assertThat(run("user", "add", "jane", "-o", target, "--data", data)).isEqualTo(1);
    assertThat(run("user", "remove", "jane", "--data", data)).isZero();
    assertThat(run("user", "remove", "jane", "--data", data)).isEqualTo(1);
    assertThat(run("user", "list", "--data", data)).isZero();
    assertThat(out.toString()).containsPattern("jane +ops .* revoked");
    assertThat(run("authority", "--replace", "--data", data)).isZero();
    assertThat(folder.resolve("tls/ca-former.crt")).exists();
    assertThat(run("authority", "--forget", "--data", data)).isZero();
    assertThat(folder.resolve("tls/ca-former.crt")).doesNotExist();
    assertThat(run("authority", "--data", data)).isEqualTo(2);
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
