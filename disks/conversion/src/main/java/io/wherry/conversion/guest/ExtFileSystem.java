package io.wherry.conversion.guest;

import io.wherry.blocks.ByteSource;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads ext2, ext3 and ext4 without mounting. In memory-safe code because guests are hostile: each
 * size, depth and count is bounded, and nothing is believed that the bytes don't show.
 */
public final class ExtFileSystem implements GuestTree {
  private static final int ROOT_INODE = 2;
  private static final int DIRECTORY_LIMIT = 16 << 20;
  private static final int LINKS_LIMIT = 40;

  private final ExtBlocks blocks;
  private final ExtSuperblock superblock;

  private ExtFileSystem(ExtBlocks blocks, ExtSuperblock superblock) {
    this.blocks = blocks;
    this.superblock = superblock;
  }

  /**
   * Opens the file system in a partition; the disk stays the caller's.
   *
   * @throws InvalidRequest it can't be read
   */
  public static ExtFileSystem open(ByteSource disk, Partition partition) {
    ExtSuperblock superblock = ExtSuperblock.read(disk, partition);
    return new ExtFileSystem(
        new ExtBlocks(disk, partition.offset(), superblock.layout()), superblock);
  }

  public ExtSuperblock superblock() {
    return superblock;
  }

  @Override
  public Optional<byte[]> read(String path, long limit) {
    Optional<Found> found = find(path);
    if (found.isEmpty() || !found.get().inode.regular()) {
      return Optional.empty();
    }
    return Optional.of(content(found.get().inode, limit, path));
  }

  @Override
  public void copy(String path, OutputStream to, long limit) throws IOException {
    ExtInode inode =
        find(path)
            .map(Found::inode)
            .filter(ExtInode::regular)
            .orElseThrow(() -> new InvalidRequest("No file " + printable(path) + " in the guest."));
    if (inode.size() > limit) {
      throw tooLong(inode, limit, path);
    }
    BlockCopy copy = new BlockCopy(blocks, inode.size(), superblock.layout().blockSize(), to);
    try {
      blocks.map(inode, copy);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    copy.finish();
  }

  @Override
  public int permissions(String path) {
    return find(path).map(f -> f.inode.mode() & 0xfff).orElse(0);
  }

  @Override
  public List<String> list(String path) {
    return find(path)
        .filter(f -> f.inode.directory())
        .map(f -> entries(f.inode).keySet().stream().filter(n -> !n.startsWith(".")).toList())
        .orElse(List.of());
  }

  @Override
  public boolean isDirectory(String path) {
    return find(path).map(f -> f.inode.directory()).orElse(false);
  }

  @Override
  public Optional<String> realPath(String path) {
    return find(path).map(f -> f.path);
  }

  private record Found(String path, ExtInode inode) {}

  private Optional<Found> find(String path) {
    Deque<String> ahead = new ArrayDeque<>(parts(path));
    Deque<ExtInode> inodes = new ArrayDeque<>(List.of(blocks.inode(ROOT_INODE)));
    Deque<String> names = new ArrayDeque<>();
    int links = 0;
    while (!ahead.isEmpty()) {
      String name = ahead.pop();
      if (name.equals("..")) {
        leave(inodes, names);
        continue;
      }
      ExtInode here = inodes.getLast();
      Integer number = here.directory() ? entries(here).get(name) : null;
      if (number == null) {
        return Optional.empty();
      }
      ExtInode next = blocks.inode(number);
      if (!next.link()) {
        inodes.addLast(next);
        names.addLast(name);
        continue;
      }
      String target = new String(linkTarget(next), StandardCharsets.UTF_8);
      if (++links > LINKS_LIMIT) {
        throw new InvalidRequest("Too many symbolic links at " + printable(path) + ".");
      }
      if (target.startsWith("/")) {
        names.clear();
        while (inodes.size() > 1) {
          inodes.removeLast();
        }
      }
      List<String> more = parts(target);
      more.reversed().forEach(ahead::push);
    }
    return Optional.of(new Found("/" + String.join("/", names), inodes.getLast()));
  }

  private static void leave(Deque<ExtInode> inodes, Deque<String> names) {
    if (inodes.size() > 1) {
      inodes.removeLast();
      names.removeLast();
    }
  }

  private static List<String> parts(String path) {
    return Arrays.stream(path.split("/")).filter(p -> !p.isEmpty() && !p.equals(".")).toList();
  }

  private byte[] linkTarget(ExtInode link) {
    if (link.size() < 60 && !link.usesExtents()) {
      return Arrays.copyOf(link.block(), (int) link.size());
    }
    return content(link, 4096, "a symbolic link");
  }

  private byte[] content(ExtInode inode, long limit, String path) {
    if (inode.size() > limit) {
      throw tooLong(inode, limit, path);
    }
    byte[] bytes = new byte[(int) inode.size()];
    int size = superblock.layout().blockSize();
    blocks.map(
        inode,
        (logical, physical, count) -> {
          for (long i = 0; i < count && (logical + i) * size < bytes.length; i++) {
            int at = (int) ((logical + i) * size);
            blocks.read(
                physical + i, ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)));
          }
        });
    return bytes;
  }

  private static InvalidRequest tooLong(ExtInode inode, long limit, String path) {
    return new InvalidRequest(
        "%s in the guest is %d bytes long; at most %d are read."
            .formatted(printable(path), inode.size(), limit));
  }

  private TreeMap<String, Integer> entries(ExtInode directory) {
    byte[] bytes = content(directory, DIRECTORY_LIMIT, "a directory");
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    TreeMap<String, Integer> entries = new TreeMap<>();
    int at = 0;
    while (at + 8 <= bytes.length) {
      int inode = b.getInt(at);
      int length = b.getShort(at + 4) & 0xffff;
      int nameLength = b.get(at + 6) & 0xff;
      if (length < 8 || at + length > bytes.length || nameLength > length - 8) {
        throw new InvalidRequest("A directory of the ext file system is damaged.");
      }
      if (inode != 0 && nameLength > 0) {
        entries.put(new String(bytes, at + 8, nameLength, StandardCharsets.UTF_8), inode);
      }
      at += length;
    }
    return entries;
  }

  private static String printable(String path) {
    return path.replaceAll("\\p{Cntrl}", "?");
  }
}
