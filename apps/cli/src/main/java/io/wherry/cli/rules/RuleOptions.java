package io.wherry.cli.rules;

import io.wherry.policy.RuleFiles;
import io.wherry.problems.InvalidRequest;
import io.wherry.rego.Policy;
import io.wherry.rego.RegoError;
import io.wherry.rego.SourceFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which rules a command is about. */
final class RuleOptions {
  @Option(
      names = "--alone",
      description = "Without the default rules; for folders that hold rules of the same names.")
  private boolean alone;

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      description = "A folder or file of further rules (*.rego).")
  private @Nullable Path folder;

  /** The rules together; empty, after printing why, when they cannot be compiled. */
  Optional<Policy> compile(Optional<Path> given, PrintWriter err) throws IOException {
    List<SourceFile> files = new ArrayList<>(alone ? List.of() : RuleFiles.defaults());
    Path chosen = given.orElse(folder);
    if (chosen != null) {
      files.addAll(read(chosen));
    }
    return switch (Policy.compile(files)) {
      case Policy.Compiled.Ready(var policy) -> Optional.of(policy);
      case Policy.Compiled.Rejected(var errors) -> {
        errors.stream().map(RegoError::toString).forEach(err::println);
        err.flush();
        yield Optional.empty();
      }
    };
  }

  private static List<SourceFile> read(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      throw new InvalidRequest("There is no file or folder " + folder + ".");
    }
    List<SourceFile> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(f -> f.toString().endsWith(".rego")).sorted().toList()) {
        files.add(new SourceFile(file.toString(), Files.readString(file)));
      }
    }
    if (files.isEmpty()) {
      throw new InvalidRequest("There is no file *.rego in " + folder + ".");
    }
    return files;
  }
}
