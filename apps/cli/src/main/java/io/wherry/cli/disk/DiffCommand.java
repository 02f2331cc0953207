package io.wherry.cli.disk;

import io.wherry.blocks.Extent;
import io.wherry.blocks.copy.DiskDiff;
import io.wherry.blocks.location.DiskLocation;
import io.wherry.blocks.location.SourceDisk;
import io.wherry.problems.WherryException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two disks. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "Name the ranges in which two disks differ, whatever their formats.",
    footer = {
      "",
      "Exit codes: 0 the disks are the same, 1 they differ, 2 trouble.",
      "Example:",
      "  wherry disk diff web.vmdk web.raw"
    })
final class DiffCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "A", description = "A path or address.")
  private String left = "";

  @Parameters(index = "1", paramLabel = "B", description = "Another one.")
  private String right = "";

  @Mixin private SourceOptions reading = new SourceOptions();

  @Option(names = "--other-format", description = "The format of B; --format is that of A.")
  private @Nullable String otherFormat;

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    var view =
        new ProgressView(
            spec.commandLine().getErr(),
            ProgressView.Style.forPeople() == ProgressView.Style.BAR
                ? ProgressView.Style.BAR
                : ProgressView.Style.NONE);
    try (SourceDisk a = reading.open(left);
        SourceDisk b =
            SourceDisk.open(
                DiskLocation.parse(right), reading.options(Optional.ofNullable(otherFormat)))) {
      DiskDiff diff = new DiskDiff(a.reader(), b.reader(), view);
      try (GracefulStop _ = new GracefulStop(diff::stop)) {
        List<Extent> found = diff.run();
        view.finish();
        print(out, found);
        return found.isEmpty() ? 0 : 1;
      }
    } catch (WherryException e) {
      spec.commandLine().getErr().println("wherry disk diff: " + e.getMessage());
      return 2;
    }
  }

  private void print(PrintWriter out, List<Extent> found) {
    if (json) {
      out.println(
          JsonLines.object()
              .put("same", found.isEmpty())
              .set("differing", JsonLines.ranges(found)));
    } else {
      found.forEach(e -> out.println(e.length() + " bytes at " + e.offset()));
      out.println(found.isEmpty() ? "the disks are the same" : "the disks differ");
    }
    out.flush();
  }
}
