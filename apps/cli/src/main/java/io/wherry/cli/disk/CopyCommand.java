package io.wherry.cli.disk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.blocks.copy.CopyJob;
import io.wherry.blocks.copy.CopyListener;
import io.wherry.blocks.copy.CopyOptions;
import io.wherry.blocks.copy.CopyProgress;
import io.wherry.blocks.copy.CopyResult;
import io.wherry.blocks.copy.DiskCopy;
import io.wherry.blocks.copy.Spent;
import io.wherry.blocks.copy.Verification;
import io.wherry.blocks.digest.DigestKind;
import io.wherry.blocks.location.DiskFormat;
import io.wherry.blocks.location.DiskLocation;
import io.wherry.blocks.location.SourceDisk;
import io.wherry.blocks.location.TargetDisk;
import io.wherry.problems.Cancelled;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies a disk. */
@Command(
    name = "copy",
    mixinStandardHelpOptions = true,
    description = {
      "Copy a disk, with a digest per chunk in a journal beside the target.",
      "Run again after a kill it goes on; after a change of the source it writes only what differs."
    },
    footer = {
      "",
      "Examples:",
      "  wherry disk copy web.vmdk web.raw",
      "  wherry disk copy --target-format qcow2 --verify full web.raw web.qcow2",
      "  wherry disk copy --rate 200M https://images.example.com/web.raw web.raw",
      "  wherry disk copy --journal web.journal web.raw nbd://store.example.com/web",
      "Keys for s3:// come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN,",
      "AWS_REGION and AWS_ENDPOINT_URL.",
      "Ended by SIGINT or SIGTERM it notes what is done and exits with 130 or 143."
    })
final class CopyCommand implements Callable<Integer> {
  private static final int STOPPED = 130;
  private static final double NANOS = 1e9;

  @Parameters(index = "0", paramLabel = "SOURCE", description = "A disk.")
  private String source = "";

  @Parameters(index = "1", paramLabel = "TARGET", description = "A file, device or nbd address.")
  private String target = "";

  @Mixin private SourceOptions reading = new SourceOptions();

  @Option(
      names = "--target-format",
      defaultValue = "raw",
      description = "raw or qcow2. Default: ${DEFAULT-VALUE}.")
  private String targetFormat = "raw";

  @Mixin private PaceOptions pace = new PaceOptions();
  @Mixin private ReuseOptions reuse = new ReuseOptions();
  @Mixin private SourceChecksum checksum = new SourceChecksum();

  @Option(
      names = "--verify",
      defaultValue = "INLINE",
      description =
          "inline: digests, and a sample read back; full: everything read back. Default: inline.")
  private Verification verification = Verification.INLINE;

  @Option(
      names = "--digest",
      description = "blake3 or sha256, for a new journal. Default: the fastest of this machine.")
  private @Nullable String digest;

  @Option(names = "--preallocation", defaultValue = "OFF", description = "off, falloc or full.")
  private TargetDisk.Preallocation preallocation = TargetDisk.Preallocation.OFF;

  @Option(names = "--resume", description = "Go on with an earlier run; fail when there is none.")
  private boolean resume;

  @Option(names = "--restart", description = "Forget earlier runs; overwrite the target.")
  private boolean restart;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description = "Where the digests are kept. Default for files: TARGET.wherry-journal.")
  private @Nullable Path journal;

  @Option(names = "--json", description = "JSON lines instead of text.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    DiskLocation to = DiskLocation.parse(target);
    DiskFormat shape = DiskFormat.named(targetFormat);
    JournalPlace place = JournalPlace.of(to, Optional.ofNullable(journal));
    DiskLocation origin = DiskLocation.parse(source);
    JournalPlace.refuseSame(origin, to);
    try (SourceDisk from = reuse.open(origin, reading.options())) {
      if (resume && !Files.exists(place.file())) {
        throw new InvalidRequest(
            "There is no journal at %s to go on from. Leave --resume away."
                .formatted(place.file()));
      }
      if (restart) {
        place.forget();
      } else {
        place.claim(to);
      }
      var wanted = new TargetDisk.Shape(shape, from.reader().size(), preallocation);
      try (TargetDisk disk = TargetDisk.open(to, wanted)) {
        CopyOptions options =
            CopyOptions.of(verification)
                .withDigest(digest == null ? DigestKind.best() : DigestKind.named(digest));
        options = reuse.applied(pace.applied(options), from.reader(), disk.writer());
        checksum.start(origin);
        return copy(
            new CopyJob(
                from.reader(),
                from.version(),
                disk.writer(),
                disk.readBack(),
                place.file(),
                options),
            disk.blank());
      }
    }
  }

  private int copy(CopyJob job, DiskCopy.Blank blank) {
    PrintWriter out = spec.commandLine().getOut();
    var view =
        new ProgressView(out, json ? ProgressView.Style.JSON : ProgressView.Style.forPeople());
    DiskCopy copy = new DiskCopy(job, new Watching(view, pace));
    long begun = System.nanoTime();
    try (GracefulStop _ = new GracefulStop(() -> stop(copy))) {
      CopyResult result = copy.run(blank);
      view.finish();
      if (checksum.await()) {
        view.note("the source is what its checksum says");
      }
      summary(out, result, (System.nanoTime() - begun) / NANOS);
      return 0;
    } catch (Cancelled _) {
      view.finish();
      view.note(
          "Stopped. What was copied is noted in " + job.journal() + "; the same command goes on.");
      return STOPPED;
    }
  }

  /** Looks for a new rate each time that progress is told. */
  private record Watching(ProgressView view, PaceOptions pace) implements CopyListener {
    @Override
    public void progress(CopyProgress progress) {
      pace.look();
      view.progress(progress);
    }

    @Override
    public void note(String message) {
      view.note(message);
    }
  }

  private void stop(DiskCopy copy) {
    copy.stop();
    pace.hurry();
  }

  private static void spent(ObjectNode node, Spent spent) {
    node.put("read", spent.read().toNanos() / NANOS)
        .put("digest", spent.digest().toNanos() / NANOS)
        .put("write", spent.write().toNanos() / NANOS)
        .put("journal", spent.journal().toNanos() / NANOS)
        .put("waiting", spent.waiting().toNanos() / NANOS);
  }

  private void summary(PrintWriter out, CopyResult result, double seconds) {
    if (json) {
      ObjectNode node = JsonLines.object().put("event", "done").put("size", result.size());
      ProgressView.counters(node, result.bytes());
      spent(node.putObject("workerSeconds"), result.spent());
      out.println(node.put("seconds", seconds).put("digest", result.digest()));
    } else {
      out.println(
          String.format(
              Locale.ROOT,
              "%s, of which %s held data; read %s, wrote %s in %.1f s (%s/s)",
              Sizes.text(result.size()),
              Sizes.text(result.bytes().allocated()),
              Sizes.text(result.bytes().read()),
              Sizes.text(result.bytes().written()),
              seconds,
              Sizes.text((long) (result.bytes().read() / Math.max(seconds, 1e-3)))));
      out.println(
          String.format(
              Locale.ROOT,
              "saved: %s proven by earlier runs or at hand, %s shared with siblings; read back and compared: %s",
              Sizes.text(result.bytes().skipped()),
              Sizes.text(result.bytes().cloned()),
              Sizes.text(result.bytes().verified())));
      out.println("digest " + result.digest());
    }
    out.flush();
  }
}
