package io.wherry.cli.disk;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.MediumReader;
import io.wherry.blocks.copy.DiskVerify;
import io.wherry.blocks.location.DiskFormat;
import io.wherry.blocks.location.DiskLocation;
import io.wherry.blocks.location.SourceDisk;
import io.wherry.problems.WherryException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a disk against its journal. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Read a copied disk and compare it with the digests of the copy's journal.",
    footer = {
      "",
      "Exit codes: 0 the disk is what was copied, 1 it differs, 2 trouble.",
      "Example:",
      "  wherry disk verify web.raw"
    })
final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DISK", description = "A path or address.")
  private String disk = "";

  @Mixin private SourceOptions reading = new SourceOptions();

  @Option(names = "--journal", paramLabel = "FILE", description = "The journal of the copy.")
  private @Nullable Path journal;

  @Option(names = "--json", description = "JSON lines instead of text.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    JournalPlace place = JournalPlace.of(DiskLocation.parse(disk), Optional.ofNullable(journal));
    var view =
        new ProgressView(out, json ? ProgressView.Style.JSON : ProgressView.Style.forPeople());
    try (SourceDisk open = reading.open(disk)) {
      BlockReader reader = medium(open);
      var verify = new DiskVerify(reader, place.file(), view);
      try (reader;
          GracefulStop _ = new GracefulStop(verify::stop)) {
        DiskVerify.Outcome outcome = verify.run();
        view.finish();
        print(out, outcome);
        return outcome.wrong().isEmpty() ? 0 : 1;
      }
    } catch (WherryException e) {
      spec.commandLine().getErr().println("wherry disk verify: " + e.getMessage());
      return 2;
    }
  }

  /** A raw disk of this machine is read from its medium, not from the page cache. */
  private BlockReader medium(SourceDisk open) {
    return open.format() == DiskFormat.RAW
            && DiskLocation.parse(disk) instanceof DiskLocation.Local local
        ? MediumReader.open(local.path())
        : open.reader();
  }

  private void print(PrintWriter out, DiskVerify.Outcome outcome) {
    if (json) {
      out.println(
          JsonLines.object()
              .put("event", "done")
              .put("same", outcome.wrong().isEmpty())
              .put("read", outcome.bytesRead())
              .put("digest", outcome.digest())
              .set("wrong", JsonLines.ranges(outcome.wrong())));
    } else {
      for (Extent e : outcome.wrong()) {
        out.println("differs: " + e.length() + " bytes at " + e.offset());
      }
      out.println(
          outcome.wrong().isEmpty()
              ? "the disk is what was copied; digest " + outcome.digest()
              : outcome.wrong().size() + " chunks differ from what was copied");
    }
    out.flush();
  }
}
