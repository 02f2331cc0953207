package io.wherry.cli.disk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.location.DiskFormat;
import io.wherry.blocks.location.SourceDisk;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

  @Option(names = "--format", description = "The disk's format; found out when left away.")
  private @Nullable String format;

  @Option(names = "--json", description = "A JSON array like that of 'qemu-img map'.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (SourceDisk open =
        SourceOptions.open(disk, Optional.ofNullable(format).map(DiskFormat::named))) {
      List<Extent> extents = joined(open.reader().extents());
      if (json) {
        out.println(json(extents));
      } else {
        for (Extent e : extents) {
          out.println(
              String.format(
                  Locale.ROOT,
                  "%#16x %#16x %s",
                  e.offset(),
                  e.length(),
                  e.kind().name().toLowerCase(Locale.ROOT)));
        }
      }
      out.flush();
      return 0;
    }
  }

  static List<Extent> joined(Iterable<Extent> extents) {
    List<Extent> joined = new ArrayList<>();
    for (Extent extent : extents) {
      if (!joined.isEmpty() && joined.getLast().kind() == extent.kind()) {
        Extent last = joined.removeLast();
        joined.add(new Extent(last.offset(), extent.end() - last.offset(), extent.kind()));
      } else {
        joined.add(extent);
      }
    }
    return joined;
  }

  private static ArrayNode json(List<Extent> extents) {
    ArrayNode array = JsonLines.array();
    for (Extent e : extents) {
      array
          .addObject()
          .put("start", e.offset())
          .put("length", e.length())
          .put("present", e.kind() != ExtentKind.HOLE)
          .put("zero", e.kind() != ExtentKind.DATA)
          .put("data", e.kind() == ExtentKind.DATA);
    }
    return array;
  }
}
