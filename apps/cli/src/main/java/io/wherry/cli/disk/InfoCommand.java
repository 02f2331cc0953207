package io.wherry.cli.disk;

import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.location.DiskFormat;
import io.wherry.blocks.location.SourceDisk;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a disk is. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Say format, size and how much of a disk holds data.",
    footer = {"", "Example:", "  wherry disk info web.vmdk"})
final class InfoCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DISK", description = "A path or address.")
  private String disk = "";

  @Option(names = "--format", description = "The disk's format; found out when left away.")
  private @Nullable String format;

  @Option(names = "--json", description = "One JSON object, with qemu-img's names.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (SourceDisk open =
        SourceOptions.open(disk, Optional.ofNullable(format).map(DiskFormat::named))) {
      long size = open.reader().size();
      long data = 0;
      for (Extent extent : open.reader().extents()) {
        data += extent.kind() == ExtentKind.DATA ? extent.length() : 0;
      }
      if (json) {
        out.println(
            JsonLines.object()
                .put("filename", disk)
                .put("format", open.format().word())
                .put("virtual-size", size)
                .put("data-bytes", data)
                .put("version", open.version()));
      } else {
        out.println("format  " + open.format().word());
        out.println("size    " + Sizes.text(size) + " (" + size + " bytes)");
        out.println("data    " + Sizes.text(data) + " (" + data + " bytes)");
      }
      out.flush();
      return 0;
    }
  }
}
