package io.wherry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.peers.Peers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real kubectl, as a user runs it against one server. */
final class Kubectl {
  record Answer(int code, String text) {}

  private final Path home;

  private Kubectl(Path home) {
    this.home = home;
  }

  static Kubectl of(TestServer server, Path home) throws Exception {
    return with(server.server.kubeconfig(), home);
  }

  /** With a kubeconfig of its own. */
  static Kubectl with(String kubeconfig, Path home) throws Exception {
    Peers.need("kubectl");
    Files.createDirectories(home);
    Files.writeString(home.resolve("config"), kubeconfig);
    return new Kubectl(home);
  }

  /** Output and errors, whatever becomes of the command. */
  String tried(String... arguments) throws Exception {
    return answer("", arguments).text();
  }

  /** Output and errors of a command that must succeed. */
  String run(String... arguments) throws Exception {
    Answer answer = answer("", arguments);
    assertThat(answer.code()).as(answer.text()).isZero();
    return answer.text();
  }

  String refused(String... arguments) throws Exception {
    Answer answer = answer("", arguments);
    assertThat(answer.code()).as(answer.text()).isNotZero();
    return answer.text();
  }

  String apply(String yaml) throws Exception {
    Answer answer = answer(yaml, "apply", "-f", "-");
    assertThat(answer.code()).as(answer.text()).isZero();
    return answer.text();
  }

  Answer answer(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", home.resolve("config").toString());
    builder.environment().put("HOME", home.toString()); // kubectl caches discovery there
    Process process = builder.start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Answer(process.exitValue(), text);
  }
}
