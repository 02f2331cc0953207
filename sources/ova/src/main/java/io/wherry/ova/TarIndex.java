package io.wherry.ova;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the members of a tar archive lie. Reads headers only; nothing is ever unpacked. Knows
 * ustar, GNU long names and the pax records {@code path} and {@code size}.
 *
 * @param members regular files in order of the archive, by checked name
 * @param marked the end-of-archive mark was there
 * @param cut why the archive is not complete, when it is not; the members before are listed
 */
record TarIndex(Map<String, Region> members, Optional<String> cut, boolean marked) {
  private static final int BLOCK = 512;

  /** An OVA has a handful of members; chunked ones some hundreds. */
  private static final int MOST_MEMBERS = 4096;

  private static final int MOST_NAME_BYTES = 1 << 20;

  /**
   * Reads the headers. Blocks.
   *
   * @throws InvalidRequest links, devices, duplicate or unsafe names, damaged headers
   */
  static TarIndex of(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new Walk(file, channel).run();
    }
  }

  /** One pass over the headers. */
  private static final class Walk {
    private final Path file;
    private final String label;
    private final FileChannel channel;
    private final long end;
    private final Map<String, Region> members = new LinkedHashMap<>();
    private long at;
    private int headers;
    private Optional<String> nextName = Optional.empty();
    private Optional<Long> nextSize = Optional.empty();

    Walk(Path file, FileChannel channel) throws IOException {
      this.file = file;
      this.label = String.valueOf(file.getFileName());
      this.channel = channel;
      this.end = channel.size();
    }

    TarIndex run() throws IOException {
      while (at + BLOCK <= end) {
        TarHeader header = TarHeader.parse(block(at, BLOCK), label, at);
        if (header.isEnd()) {
          return new TarIndex(members, Optional.empty(), true);
        }
        if (++headers > 2 * MOST_MEMBERS || members.size() > MOST_MEMBERS) {
          throw new InvalidRequest(label + " is refused: more than " + MOST_MEMBERS + " members.");
        }
        Optional<String> cut = take(header);
        if (cut.isPresent()) {
          return new TarIndex(members, cut, false);
        }
      }
      boolean bare = at == end && !members.isEmpty();
      Optional<String> cut =
          bare ? Optional.empty() : Optional.of(label + " ends inside a tar header.");
      return new TarIndex(members, cut, false);
    }

    private Optional<String> take(TarHeader header) throws IOException {
      long size = header.isFile() ? nextSize.orElse(header.size()) : header.size();
      long data = at + BLOCK;
      if (size > end - data) {
        return Optional.of(
            "%s is cut off: '%s' needs %d bytes, %d are there."
                .formatted(label, nextName.orElse(header.name()), size, end - data));
      }
      if (header.isFile()) {
        add(nextName.orElse(header.name()), data, size);
      } else {
        extension(header, data, size);
      }
      // The last member may lack its padding; tar accepts that and so do we.
      at = Math.min(data + (size + BLOCK - 1) / BLOCK * BLOCK, Math.max(end, data + size));
      return Optional.empty();
    }

    private void add(String rawName, long data, long size) {
      String name = MemberName.checked(rawName, label);
      if (members.containsKey(name)) {
        throw new InvalidRequest(
            label + " is refused: it has two members named '" + name + "'. Export it again.");
      }
      members.put(name, new Region(file, data, size, label + "!" + name));
      nextName = Optional.empty();
      nextSize = Optional.empty();
    }

    private void extension(TarHeader header, long data, long size) throws IOException {
      switch (header.type()) {
        case 'L' -> nextName = Optional.of(TarHeader.text(extra(data, size), 0, (int) size));
        case 'x', 'g' -> pax(PaxRecords.parse(extra(data, size), label), header.type());
        case 'K' -> {} // the long target of a link; the link itself is refused next
        case '5' -> {
          MemberName.checked(nextName.orElse(header.name()) + ".", label);
          nextName = Optional.empty();
        }
        default -> throw refusedType(header);
      }
    }

    private InvalidRequest refusedType(TarHeader header) {
      String what =
          switch (header.type()) {
            case '1', '2' -> "a link";
            case '3', '4', '6' -> "a device";
            case 'S' -> "a sparse file";
            default -> "of the unknown type '" + header.type() + "'";
          };
      return new InvalidRequest(
          "%s is refused: its member '%s' is %s; an appliance has plain files only."
              .formatted(label, nextName.orElse(header.name()), what));
    }

    private void pax(Map<String, String> records, char type) {
      if (records.keySet().stream().anyMatch(k -> k.startsWith("GNU.sparse"))) {
        throw new InvalidRequest(label + " is refused: sparse tar members are not supported.");
      }
      if (type == 'g') {
        return; // global records cannot sensibly name a member
      }
      nextName = Optional.ofNullable(records.get("path")).or(() -> nextName);
      nextSize =
          Optional.ofNullable(records.get("size"))
              .map(s -> PaxRecords.size(s, label))
              .or(() -> nextSize);
    }

    private byte[] extra(long data, long size) throws IOException {
      if (size > MOST_NAME_BYTES) {
        throw new InvalidRequest(label + " is refused: an extended header of " + size + " bytes.");
      }
      return block(data, (int) size);
    }

    private byte[] block(long from, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(length);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, from + buffer.position()) < 0) {
          throw new IOException(label + " became shorter while it was read");
        }
      }
      return buffer.array();
    }
  }
}
