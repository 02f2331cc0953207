package io.wherry.blocks;

import io.wherry.problems.PeerUnavailable;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the file system which parts of a file are allocated. {@code FileChannel} has no call for
 * {@code lseek(SEEK_DATA)}, so this goes through the foreign-function API.
 */
final class DataSeeker {
  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 0x80000;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBC = LINKER.defaultLookup();
  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle LSEEK =
      handle(
          "lseek",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private DataSeeker() {}

  @SuppressWarnings("restricted") // the launcher grants native access
  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(LIBC.find(name).orElseThrow(), descriptor, options);
  }

  /**
   * Extents of a file: DATA and HOLE, covering {@code size} bytes. Where the file system cannot
   * tell, everything is DATA.
   */
  static List<Extent> extents(Path file, long size) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(file.toAbsolutePath().toString());
      int fd = (int) OPEN.invokeExact(path, O_RDONLY | O_CLOEXEC);
      if (fd < 0) {
        throw new PeerUnavailable(file + " cannot be opened.");
      }
      try {
        return walk(fd, size);
      } finally {
        int _ = (int) CLOSE.invokeExact(fd);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new io.wherry.problems.Defect("Asking for the extents of " + file + " failed.", e);
    }
  }

  private static List<Extent> walk(int fd, long size) throws Throwable {
    List<Extent> extents = new ArrayList<>();
    long at = 0;
    while (at < size) {
      long data = (long) LSEEK.invokeExact(fd, at, SEEK_DATA);
      // Negative means no data behind this point, or a file system that cannot tell at all.
      long start = data < 0 ? (at == 0 && !knowsHoles(fd) ? 0 : size) : Math.min(data, size);
      if (start > at) {
        extents.add(new Extent(at, start - at, ExtentKind.HOLE));
      }
      if (start < size) {
        long hole = (long) LSEEK.invokeExact(fd, start, SEEK_HOLE);
        long end = hole < 0 ? size : Math.min(hole, size);
        extents.add(new Extent(start, end - start, ExtentKind.DATA));
        at = end;
      } else {
        at = size;
      }
    }
    return extents;
  }

  private static boolean knowsHoles(int fd) throws Throwable {
    return (long) LSEEK.invokeExact(fd, 0L, SEEK_HOLE) >= 0;
  }
}
