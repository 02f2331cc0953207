package io.wherry.cli;

import io.wherry.server.Doctor;
import io.wherry.server.Doctor.Finding;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what this machine has and lacks. */
@Command(
    name = "doctor",
    description = {
      "Say what this machine has: an accelerator that really works (measured), QEMU, virt-v2v,",
      "disk space, JDK. --fix installs what is missing (as root through apt)."
    })
final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--data", paramLabel = "DIR", description = "The server's data directory.")
  private @Nullable Path data;

  @Option(names = "--fix", description = "Install missing packages first (done by the launcher).")
  private boolean fix;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Finding> findings =
        Doctor.examine(
            ServerFiles.of(data).directory(), Launch.root().resolve("tools/packages.list"));
    findings.forEach(f -> out.println(line(f)));
    boolean bad = findings.stream().anyMatch(f -> f.grade() == Doctor.Grade.MISSING);
    if (bad && !fix) {
      out.println("Run 'wherry doctor --fix' to install what is missing.");
    }
    return bad ? 1 : 0;
  }

  private static String line(Finding f) {
    String mark =
        switch (f.grade()) {
          case OK -> "ok     ";
          case WARN -> "warning";
          case MISSING -> "missing";
        };
    return "%s  %-14s %s".formatted(mark, f.subject(), f.text());
  }
}
