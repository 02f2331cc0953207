package io.wherry.blocks.location;

import io.wherry.blocks.ByteSource;
import io.wherry.blocks.qcow2.Qcow2Facts;
import io.wherry.blocks.vmdk.VmdkFacts;
import java.util.List;
import java.util.Optional;

/**
 * What an image says of itself beside format and size.
 *
 * @param format of the image
 * @param entries in the order in which people want to read them
 * @param size of the disk in bytes
 */
public record ImageFacts(DiskFormat format, List<Entry> entries, long size) {
  /** A fact: QEMU's name of it, and its values. */
  public record Entry(String name, List<String> values) {
    public Entry {
      values = List.copyOf(values);
    }
  }

  public ImageFacts {
    entries = List.copyOf(entries);
  }

  /**
   * Reads the headers of an image, without anything that it refers to; empty for formats without
   * such facts. Blocks.
   *
   * @throws io.wherry.problems.InvalidRequest they are damaged
   */
  static Optional<ImageFacts> read(ByteSource source, DiskFormat format) {
    return switch (format) {
      case QCOW2 -> {
        Qcow2Facts facts = Qcow2Facts.read(source);
        yield Optional.of(new ImageFacts(format, entries(facts), facts.size()));
      }
      case VMDK -> {
        VmdkFacts facts = VmdkFacts.read(source);
        List<Entry> entries =
            List.of(
                new Entry("create-type", List.of(facts.createType())),
                new Entry("extents", facts.files()));
        yield Optional.of(new ImageFacts(format, entries, facts.size()));
      }
      default -> Optional.empty();
    };
  }

  private static List<Entry> entries(Qcow2Facts facts) {
    return List.of(
        new Entry("compat", List.of(facts.compat())),
        new Entry("cluster-size", List.of(Integer.toString(facts.clusterBytes()))),
        new Entry("compression-type", List.of(facts.compression())),
        new Entry("extended-l2", List.of(Boolean.toString(facts.subclusters()))),
        new Entry("backing-filename", facts.backing().stream().toList()),
        new Entry("backing-format", facts.backingFormat().stream().toList()),
        new Entry("snapshots", facts.snapshots()),
        new Entry("bitmaps", facts.bitmaps()));
  }
}
