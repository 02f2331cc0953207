package io.wherry.cli.disk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.location.DiskFormat;
import io.wherry.blocks.location.DiskLocation;
import io.wherry.blocks.location.ImageFacts;
import io.wherry.blocks.location.SourceDisk;
import io.wherry.problems.InvalidRequest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a disk is. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = {
      "Say format, size and how much of a disk holds data; of qcow2 images also what lies below",
      "them, their snapshots and dirty bitmaps, of VMDK their kind and files."
    },
    footer = {"", "Example:", "  wherry disk info web.vmdk"})
final class InfoCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DISK", description = "A path or address.")
  private String disk = "";

  @Mixin private SourceOptions reading = new SourceOptions();

  @Option(names = "--json", description = "One JSON object, with qemu-img's names.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Optional<ImageFacts> facts = SourceDisk.facts(DiskLocation.parse(disk), reading.options());
    List<ImageFacts.Entry> entries = facts.map(ImageFacts::entries).orElse(List.of());
    try (SourceDisk open = reading.open(disk)) {
      long data = 0;
      for (Extent extent : open.reader().extents()) {
        data += extent.kind() == ExtentKind.DATA ? extent.length() : 0;
      }
      long size = open.reader().size();
      var shown = new Shown(open.format(), size, OptionalLong.of(data), open.version());
      print(out, shown, entries, "");
    } catch (InvalidRequest e) {
      ImageFacts known = facts.orElseThrow(() -> e);
      var shown = new Shown(known.format(), known.size(), OptionalLong.empty(), "");
      print(out, shown, entries, String.valueOf(e.getMessage()));
    }
    return 0;
  }

  /** What is known of every disk; how much of it is data only when it can be read. */
  private record Shown(DiskFormat format, long size, OptionalLong data, String version) {}

  private void print(PrintWriter out, Shown shown, List<ImageFacts.Entry> entries, String refusal) {
    if (json) {
      out.println(json(shown, entries, refusal));
    } else {
      line(out, "format", shown.format().word());
      line(out, "size", Sizes.text(shown.size()) + " (" + shown.size() + " bytes)");
      shown.data().ifPresent(n -> line(out, "data", Sizes.text(n) + " (" + n + " bytes)"));
      for (ImageFacts.Entry entry : entries) {
        if (!entry.values().isEmpty()) {
          line(out, entry.name(), String.join(", ", entry.values()));
        }
      }
      if (!refusal.isEmpty()) {
        line(out, "cannot be copied", refusal);
      }
    }
    out.flush();
  }

  /** What strangers wrote must not steer the terminal. */
  private static void line(PrintWriter out, String name, String value) {
    out.println(String.format(Locale.ROOT, "%-16s  %s", name, value.replaceAll("\\p{Cntrl}", "?")));
  }

  private ObjectNode json(Shown shown, List<ImageFacts.Entry> entries, String refusal) {
    ObjectNode node =
        JsonLines.object()
            .put("filename", disk)
            .put("format", shown.format().word())
            .put("virtual-size", shown.size());
    shown.data().ifPresent(n -> node.put("data-bytes", n));
    node.put("version", shown.version());
    for (ImageFacts.Entry entry : entries) {
      if (entry.name().endsWith("s")) {
        entry.values().forEach(node.putArray(entry.name())::add);
      } else if (!entry.values().isEmpty()) {
        node.put(entry.name(), entry.values().getFirst());
      }
    }
    return refusal.isEmpty() ? node : node.put("refusal", refusal);
  }
}
