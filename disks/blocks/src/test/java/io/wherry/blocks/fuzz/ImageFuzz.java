package io.wherry.blocks.fuzz;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.DiskImages;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.qcow2.Qcow2Facts;
import io.wherry.blocks.vmdk.VmdkFacts;
import io.wherry.peers.fuzz.Fuzzing;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Damaged images: each is read as what it is, or refused with a reason; nothing else happens. */
public final class ImageFuzz {
  /** Images made by qemu-img 7.2, and a descriptor by hand. */
  static final List<String> SEEDS =
      List.of(
          "zlib.qcow2",
          "zstd.qcow2",
          "sub.qcow2",
          "snap.qcow2",
          "top.qcow2",
          "sparse.vmdk",
          "stream.vmdk",
          "descriptor.vmdk");

  private static final int MOST_READS = 6;
  private static final int MOST_READ = 64 << 10;

  private final String name;
  private final byte[] sparse = seed("sparse.vmdk");
  private final ByteBuffer into = ByteBuffer.allocateDirect(MOST_READ);

  private ImageFuzz(String name) {
    this.name = name;
  }

  static void run(String name, long seed, long count) {
    new Fuzzing(name, seed(name), new ImageFuzz(name)::take).run(seed, count);
  }

  /** Arguments: number of inputs for all seeds together, first number. */
  public static void main(String[] arguments) {
    long count = Long.parseLong(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    // VMDK of a whole grain take ten times as long as the small ones.
    long large = count / 20;
    for (String name : SEEDS) {
      boolean isLarge = name.equals("sparse.vmdk") || name.equals("stream.vmdk");
      long part = isLarge ? large : Math.ceilDiv(count - 2 * large, SEEDS.size() - 2);
      run(name, seed, part);
      System.out.println(name + ": " + part + " inputs from " + seed);
    }
  }

  private static byte[] seed(String name) {
    try (InputStream file = ImageFuzz.class.getResourceAsStream("/fuzz/" + name + ".gz");
        InputStream bytes = new GZIPInputStream(Objects.requireNonNull(file))) {
      return bytes.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void take(byte[] input) {
    facts(new Bytes(name, input));
    try (BlockReader disk = DiskImages.open(new Bytes(name, input), this::sibling)) {
      long at = 0;
      int reads = 0;
      for (Extent extent : disk.extents()) {
        if (extent.offset() != at) {
          throw new AssertionError("a gap at " + at);
        }
        at = extent.end();
        if (extent.kind() == ExtentKind.DATA && reads++ < MOST_READS) {
          read(disk, extent);
        }
      }
      if (at != disk.size()) {
        throw new AssertionError("described %d of %d bytes".formatted(at, disk.size()));
      }
    } catch (InvalidRequest e) {
      named(e);
    }
  }

  private void facts(Bytes image) {
    try {
      if (name.endsWith("qcow2")) {
        Qcow2Facts _ = Qcow2Facts.read(image);
      } else {
        VmdkFacts _ = VmdkFacts.read(image);
      }
    } catch (InvalidRequest e) {
      named(e);
    }
  }

  private void named(InvalidRequest e) {
    if (!String.valueOf(e.getMessage()).contains(".vmdk")
        && !String.valueOf(e.getMessage()).contains(".qcow2")) {
      throw new AssertionError("does not name the image: " + e.getMessage(), e);
    }
  }

  /** Small pieces now and then: they take other ways than whole grains and clusters. */
  private void read(BlockReader disk, Extent extent) {
    int piece = extent.offset() % 3 == 0 ? MOST_READ : 700;
    into.clear().limit((int) Math.min(piece, extent.length()));
    disk.read(extent.offset(), into);
    if (into.hasRemaining()) {
      throw new AssertionError("did not fill the buffer");
    }
  }

  private Bytes sibling(String file) {
    boolean plain = !file.contains("/") && !file.contains("\\") && !file.equals("..");
    if (name.endsWith("vmdk") && !plain) {
      throw new AssertionError("asks for " + file);
    }
    return switch (file) {
      case "sparse.vmdk" -> new Bytes(file, sparse);
      case "flat.vmdk" -> new Bytes(file, new byte[8 * 512]);
      case "base.raw" -> new Bytes(file, new byte[50_000]);
      default -> throw new InvalidRequest(name + " refers to " + file);
    };
  }
}
