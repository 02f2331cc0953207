package io.wherry.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The commands of a tour, as data, and their answers on one server.
 *
 * @param notes what no command shows, for the page of differences
 */
record Tour(Map<String, String> files, List<Step> steps, String notes) {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final int STEP_SECONDS = 90;

  /**
   * One command.
   *
   * @param run what bash runs
   * @param mask regular expressions for what else may differ
   * @param drop regular expressions for what only one of them says
   * @param sorted the order of lines means nothing
   * @param differs why the servers are known to differ; empty when they must not
   */
  record Step(
      int number,
      String run,
      List<String> mask,
      List<String> drop,
      boolean sorted,
      String differs) {
    String normal(Answer answer) {
      String said = answer.text();
      for (String one : drop) {
        said = said.replaceAll(one, "");
      }
      String text = Normal.text(said, mask);
      String kept =
          sorted ? text.lines().sorted().distinct().collect(Collectors.joining("\n")) : text;
      return "$ " + run + "\n" + kept + "\n(exit " + answer.code() + ")";
    }
  }

  record Answer(int code, String text) {}

  static Tour load(String resource) {
    try (InputStream in = Objects.requireNonNull(Tour.class.getResourceAsStream(resource))) {
      JsonNode tree = YAML.readTree(in);
      Map<String, String> files = new LinkedHashMap<>();
      tree.path("files").properties().forEach(f -> files.put(f.getKey(), f.getValue().asText()));
      List<Step> steps = new ArrayList<>();
      for (JsonNode step : tree.path("steps")) {
        steps.add(
            new Step(
                steps.size() + 1,
                step.path("run").asText(),
                texts(step.path("mask")),
                texts(step.path("drop")),
                step.path("sorted").asBoolean(),
                step.path("differs").asText()));
      }
      return new Tour(files, steps, tree.path("notes").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }

  /** Runs all steps, one after the other, in the folder, and returns their answers. Blocks. */
  List<Answer> take(Path folder, String kubeconfig) {
    try {
      Files.createDirectories(folder);
      for (var file : files.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
      Files.writeString(folder.resolve("kubeconfig"), kubeconfig);
      ObjectNode nobody = (ObjectNode) YAML.readTree(kubeconfig);
      nobody.withArray("users").forEach(u -> ((ObjectNode) u).putObject("user"));
      Files.writeString(folder.resolve("tokenless"), YAML.writeValueAsString(nobody));
      List<Answer> answers = new ArrayList<>();
      for (Step step : steps) {
        answers.add(run(folder, step));
      }
      return answers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the transcript, for people who compare two of them. */
  void write(Path file, List<Answer> answers) {
    String text =
        IntStream.range(0, steps.size())
            .mapToObj(i -> "## " + (i + 1) + "\n" + steps.get(i).normal(answers.get(i)))
            .collect(Collectors.joining("\n"));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer run(Path folder, Step step) throws IOException {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", step.run())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile());
    builder.environment().put("KUBECONFIG", folder.resolve("kubeconfig").toString());
    builder.environment().put("HOME", folder.toString()); // kubectl caches discovery there
    Process process = builder.start();
    try {
      if (!process.waitFor(STEP_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        return new Answer(-1, Files.readString(output) + "\n(no end after 90 s)");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in: " + step.run(), e);
    }
    return new Answer(
        process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
  }
}
