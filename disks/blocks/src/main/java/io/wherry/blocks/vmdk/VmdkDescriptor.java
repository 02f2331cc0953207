package io.wherry.blocks.vmdk;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.ByteSource;
import io.wherry.blocks.DiskImages.Siblings;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.Pages;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text file that describes a disk made of other files. Names in it are plain names of files
 * beside it: they never lead out of the folder or archive.
 */
public final class VmdkDescriptor {
  private static final int SIZE_LIMIT = 1 << 20;
  private static final int EXTENTS_LIMIT = 10_000;
  private static final long SECTORS_LIMIT = (1L << 50) / VmdkHeader.SECTOR;
  private static final Pattern LINE =
      Pattern.compile(
          "^(RW|RDONLY|NOACCESS)\\s+(\\d{1,18})\\s+(\\w+)(?:\\s+\"([^\"]*)\")?(?:\\s+(\\d{1,18}))?.*$");

  private static final Pattern PARENT =
      Pattern.compile("(?mi)^\\s*parentCID\\s*=\\s*(?!ffffffff\\b)[0-9a-f]");

  private record Part(String type, long bytes, String file, long offset) {}

  private final List<Part> parts;

  private VmdkDescriptor(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * Reads the text.
   *
   * @throws InvalidRequest it is no usable descriptor
   */
  public static VmdkDescriptor read(ByteSource source) {
    String text = text(source);
    refuseParent(source, text);
    List<Part> parts = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher m = LINE.matcher(line.trim());
      if (m.matches()) {
        parts.add(part(source, m));
      }
    }
    if (parts.isEmpty() || parts.size() > EXTENTS_LIMIT) {
      throw VmdkHeader.damaged(source, "it describes " + parts.size() + " extents.");
    }
    if (parts.stream().mapToLong(p -> p.bytes() / VmdkHeader.SECTOR).sum() > SECTORS_LIMIT) {
      throw VmdkHeader.damaged(source, "its extents have more than 1 PiB together.");
    }
    return new VmdkDescriptor(List.copyOf(parts));
  }

  /** The text itself. */
  static String text(ByteSource source) {
    if (source.size() > SIZE_LIMIT) {
      throw VmdkHeader.damaged(source, "a descriptor of " + source.size() + " bytes is too long.");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) source.size());
    source.read(0, bytes);
    return new String(bytes.array(), StandardCharsets.UTF_8);
  }

  /** Bytes of the disk. */
  long size() {
    return parts.stream().mapToLong(Part::bytes).sum();
  }

  /** Names of the files that hold it. */
  List<String> files() {
    return parts.stream().map(Part::file).filter(f -> !f.isEmpty()).distinct().toList();
  }

  /** What a snapshot does not hold itself lies in its parent: without it zeros would be read. */
  static void refuseParent(ByteSource source, String text) {
    if (PARENT.matcher(text).find()) {
      throw VmdkHeader.damaged(
          source,
          "it is a snapshot that needs another disk; export the machine without snapshots.");
    }
  }

  private static Part part(ByteSource source, Matcher m) {
    long sectors = Long.parseLong(m.group(2));
    long offset = m.group(5) == null ? 0 : Long.parseLong(m.group(5));
    if (sectors < 1 || sectors > SECTORS_LIMIT || offset > SECTORS_LIMIT) {
      throw VmdkHeader.damaged(source, "an extent of " + sectors + " sectors is not sensible.");
    }
    String name = m.group(4) == null ? "" : m.group(4);
    if (name.contains("/")
        || name.contains("\\")
        || name.equals("..")
        || name.chars().anyMatch(Character::isISOControl)) {
      throw VmdkHeader.damaged(
          source,
          "its extent file '" + name.replaceAll("\\p{Cntrl}", "?") + "' is not a plain name.");
    }
    return new Part(m.group(3), sectors * VmdkHeader.SECTOR, name, offset * VmdkHeader.SECTOR);
  }

  /** Opens all parts as one disk, which owns them and the descriptor. */
  public BlockReader open(ByteSource descriptor, Siblings siblings) {
    List<BlockReader> readers = new ArrayList<>();
    Pages pages = VmdkSparseReader.newPages();
    try {
      for (Part part : parts) {
        readers.add(open(part, descriptor, siblings, pages));
      }
      return new JoinedReader(readers, descriptor);
    } catch (RuntimeException e) {
      readers.forEach(BlockReader::close);
      throw e;
    }
  }

  private static BlockReader open(
      Part part, ByteSource descriptor, Siblings siblings, Pages pages) {
    return switch (part.type()) {
      case "ZERO" -> new ZeroPart(part.bytes());
      case "FLAT", "VMFS" ->
          new FlatPart(siblings.open(part.file()), part.offset(), part.bytes()).checked();
      case "SPARSE" -> {
        BlockReader reader = VmdkSparseReader.open(siblings.open(part.file()), pages);
        if (reader.size() != part.bytes()) {
          reader.close();
          throw VmdkHeader.damaged(
              descriptor,
              "extent %s has %d bytes instead of %d."
                  .formatted(part.file(), reader.size(), part.bytes()));
        }
        yield reader;
      }
      default ->
          throw VmdkHeader.damaged(descriptor, "extents of type " + part.type() + " are unknown.");
    };
  }

  private record ZeroPart(long size) implements BlockReader {
    @Override
    public Iterable<Extent> extents() {
      return List.of(new Extent(0, size, ExtentKind.HOLE));
    }

    @Override
    public String version() {
      return "zeros";
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      while (into.hasRemaining()) {
        into.put((byte) 0);
      }
    }

    @Override
    public BlockReader another() {
      return this;
    }

    @Override
    public void close() {}
  }

  private record FlatPart(ByteSource file, long start, long size) implements BlockReader {
    FlatPart checked() {
      if (file.size() - size < start) {
        long length = file.size();
        file.close();
        throw new InvalidRequest(
            "The VMDK extent %s is cut short: it has %d bytes, %d are needed."
                .formatted(file.name(), length, start + size));
      }
      return this;
    }

    /** Of a flat file that is a whole part, what its file system has allocated. */
    @Override
    public Iterable<Extent> extents() {
      return start == 0 && file.size() == size
          ? file.extents()
          : List.of(new Extent(0, size, ExtentKind.DATA));
    }

    @Override
    public String version() {
      return file.version();
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      file.read(start + offset, into);
    }

    @Override
    public BlockReader another() {
      return new FlatPart(new Borrowed(file), start, size);
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /** A source whose owner closes it. */
  private record Borrowed(ByteSource owner) implements ByteSource {
    @Override
    public long size() {
      return owner.size();
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      owner.read(offset, into);
    }

    @Override
    public Iterable<Extent> extents() {
      return owner.extents();
    }

    @Override
    public String version() {
      return owner.version();
    }

    @Override
    public String name() {
      return owner.name();
    }

    @Override
    public void close() {}
  }
}
