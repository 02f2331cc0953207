package io.wherry.cli.disk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.location.SourceDisk;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists a disk's extents. */
@Command(
    name = "map",
    mixinStandardHelpOptions = true,
    description = "List which ranges of a disk hold data, are zero, or are holes.",
    footer = {"", "Example:", "  wherry disk map --json web.qcow2"})
final class MapCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DISK", description = "A path or address.")
  private String disk = "";

  @Mixin private SourceOptions reading = new SourceOptions();

  @Option(names = "--json", description = "A JSON array like that of 'qemu-img map'.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (SourceDisk open = reading.open(disk)) {
      print(out, new Joined(open.reader().extents().iterator()));
      out.flush();
      return 0;
    }
  }

  /** Piece by piece: a disk may have more extents than memory has room for. */
  private void print(PrintWriter out, Iterator<Extent> extents) {
    String separator = "";
    out.print(json ? "[" : "");
    while (extents.hasNext()) {
      Extent e = extents.next();
      if (json) {
        out.print(separator + json(e));
        separator = ",";
      } else {
        String kind = e.kind().name().toLowerCase(Locale.ROOT);
        out.println(String.format(Locale.ROOT, "%#16x %#16x %s", e.offset(), e.length(), kind));
      }
    }
    out.print(json ? "]" + System.lineSeparator() : "");
  }

  private static ObjectNode json(Extent e) {
    return JsonLines.object()
        .put("start", e.offset())
        .put("length", e.length())
        .put("present", e.kind() != ExtentKind.HOLE)
        .put("zero", e.kind() != ExtentKind.DATA)
        .put("data", e.kind() == ExtentKind.DATA);
  }

  /** Neighbours of one kind as one extent. */
  private static final class Joined implements Iterator<Extent> {
    private final Iterator<Extent> pieces;
    private @Nullable Extent next;

    Joined(Iterator<Extent> pieces) {
      this.pieces = pieces;
      this.next = pieces.hasNext() ? pieces.next() : null;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Extent next() {
      Extent run = next;
      if (run == null) {
        throw new NoSuchElementException();
      }
      next = null;
      while (next == null && pieces.hasNext()) {
        Extent piece = pieces.next();
        if (piece.kind() == run.kind()) {
          run = new Extent(run.offset(), piece.end() - run.offset(), run.kind());
        } else {
          next = piece;
        }
      }
      return run;
    }
  }
}
