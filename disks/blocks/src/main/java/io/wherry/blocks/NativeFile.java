package io.wherry.blocks;

import io.wherry.problems.Defect;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Calls of Linux on an open file that {@code FileChannel} has not: where its data is, room for it,
 * holes, shared blocks, cached pages. Each call fails softly: the answer says whether it worked.
 */
final class NativeFile implements AutoCloseable {
  /** How the file is opened. */
  enum Access {
    READ(0),
    READ_WRITE(2);

    private final int flag;

    Access(int flag) {
      this.flag = flag;
    }
  }

  private static final int O_CLOEXEC = 0x80000;
  private static final int KEEP_SIZE = 1;
  private static final int PUNCH_HOLE = 2;
  private static final int ZERO_RANGE = 0x10;
  private static final long FICLONERANGE = 0x4020940DL;
  private static final int DONTNEED = 4;
  private static final long CACHESTAT = 451;
  private static final int CACHESTAT_WORDS = 5;
  private static final int OFD_GETLK = 36;
  private static final int OFD_SETLK = 37;
  private static final short RDLCK = 0;
  private static final short WRLCK = 1;
  private static final short UNLCK = 2;
  private static final long FLOCK_BYTES = 32;
  private static final long FLOCK_START = 8;
  private static final long FLOCK_LENGTH = 16;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBC = LINKER.defaultLookup();
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
  private static final MethodHandle OPEN =
      handle("open", FunctionDescriptor.of(INT, POINTER, INT), Linker.Option.firstVariadicArg(2));
  private static final MethodHandle LSEEK =
      handle("lseek", FunctionDescriptor.of(LONG, INT, LONG, INT));
  private static final MethodHandle FALLOCATE =
      handle("fallocate", FunctionDescriptor.of(INT, INT, INT, LONG, LONG));
  private static final MethodHandle FADVISE =
      handle("posix_fadvise", FunctionDescriptor.of(INT, INT, LONG, LONG, INT));
  private static final MethodHandle IOCTL =
      handle(
          "ioctl",
          FunctionDescriptor.of(INT, INT, LONG, POINTER),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle FCNTL =
      handle(
          "fcntl",
          FunctionDescriptor.of(INT, INT, INT, POINTER),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SYSCALL =
      handle(
          "syscall",
          FunctionDescriptor.of(LONG, LONG, INT, POINTER, POINTER, INT),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(INT, INT));

  private final int fd;

  private NativeFile(int fd) {
    this.fd = fd;
  }

  @SuppressWarnings("restricted") // the launcher grants native access
  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(LIBC.find(name).orElseThrow(), descriptor, options);
  }

  /** Opens an existing file; empty when that fails. */
  static Optional<NativeFile> open(Path file, Access access) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(file.toAbsolutePath().toString());
      int fd = (int) OPEN.invokeExact(path, access.flag | O_CLOEXEC);
      return fd < 0 ? Optional.empty() : Optional.of(new NativeFile(fd));
    } catch (Throwable e) {
      throw defect("open", e);
    }
  }

  /** Offset of the next data or hole ({@code SEEK_DATA} 3, {@code SEEK_HOLE} 4); negative: none. */
  long seek(long from, int whence) {
    try {
      return (long) LSEEK.invokeExact(fd, from, whence);
    } catch (Throwable e) {
      throw defect("lseek", e);
    }
  }

  /** Allocates blocks for a range without changing what it reads as, or the file's length. */
  boolean allocate(long offset, long length) {
    return fallocate(KEEP_SIZE, offset, length);
  }

  /** Gives the blocks of a range back; it reads as zeros. */
  boolean punch(long offset, long length) {
    return fallocate(PUNCH_HOLE | KEEP_SIZE, offset, length);
  }

  /** Makes a range read as zeros, keeping its blocks. */
  boolean zero(long offset, long length) {
    return fallocate(ZERO_RANGE | KEEP_SIZE, offset, length);
  }

  private boolean fallocate(int mode, long offset, long length) {
    try {
      return (int) FALLOCATE.invokeExact(fd, mode, offset, length) == 0;
    } catch (Throwable e) {
      throw defect("fallocate", e);
    }
  }

  /** Lets a range share the blocks of another file's range; false where the storage cannot. */
  boolean cloneFrom(NativeFile source, long sourceOffset, long offset, long length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment range = arena.allocate(LONG, 4);
      range.setAtIndex(LONG, 0, source.fd);
      range.setAtIndex(LONG, 1, sourceOffset);
      range.setAtIndex(LONG, 2, length);
      range.setAtIndex(LONG, 3, offset);
      return (int) IOCTL.invokeExact(fd, FICLONERANGE, range) == 0;
    } catch (Throwable e) {
      throw defect("ioctl(FICLONERANGE)", e);
    }
  }

  /** How many pages of the file are in the page cache; negative where the kernel cannot tell. */
  long cachedPages() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment range = arena.allocate(LONG, 2); // all: an offset and a length of 0
      MemorySegment found = arena.allocate(LONG, CACHESTAT_WORDS);
      long result = (long) SYSCALL.invokeExact(CACHESTAT, fd, range, found, 0);
      return result < 0 ? -1 : found.getAtIndex(LONG, 0);
    } catch (Throwable e) {
      throw defect("cachestat", e);
    }
  }

  /** Drops the range's clean pages from the page cache; a length of 0 reaches to the end. */
  void forgetCached(long offset, long length) {
    try {
      int _ = (int) FADVISE.invokeExact(fd, offset, length, DONTNEED);
    } catch (Throwable e) {
      throw defect("posix_fadvise", e);
    }
  }

  /** Takes a shared lock of one byte, which ends when this is closed; nothing where none exist. */
  void share(int at) {
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) FCNTL.invokeExact(fd, OFD_SETLK, lock(arena, RDLCK, at));
    } catch (Throwable e) {
      throw defect("fcntl(F_OFD_SETLK)", e);
    }
  }

  /** Whether another opener of the file, in whichever process, has locked the byte. */
  boolean isHeldByOthers(int at) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment lock = lock(arena, WRLCK, at);
      return (int) FCNTL.invokeExact(fd, OFD_GETLK, lock) == 0
          && lock.get(ValueLayout.JAVA_SHORT, 0) != UNLCK;
    } catch (Throwable e) {
      throw defect("fcntl(F_OFD_GETLK)", e);
    }
  }

  /** A {@code struct flock} of one byte; counted from the start, by no process. */
  private static MemorySegment lock(Arena arena, short type, int at) {
    MemorySegment lock = arena.allocate(FLOCK_BYTES, Long.BYTES);
    lock.set(ValueLayout.JAVA_SHORT, 0, type);
    lock.set(LONG, FLOCK_START, at);
    lock.set(LONG, FLOCK_LENGTH, 1);
    return lock;
  }

  private static Defect defect(String call, Throwable e) {
    return new Defect("Calling " + call + " failed.", e);
  }

  @Override
  public void close() {
    try {
      int _ = (int) CLOSE.invokeExact(fd);
    } catch (Throwable e) {
      throw defect("close", e);
    }
  }
}
