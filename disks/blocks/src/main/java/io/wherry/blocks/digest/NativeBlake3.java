package io.wherry.blocks.digest;

import io.wherry.problems.Defect;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * BLAKE3 by the C library of its authors: of the system (package libblake3-0 of newer Debians), or
 * the one that {@code tools/blake3} builds from Debian's sources for older ones.
 *
 * @source BLAKE3, c/README.md: blake3_hasher_init, blake3_hasher_update, blake3_hasher_finalize
 */
final class NativeBlake3 implements Hasher {
  /** {@code sizeof(blake3_hasher)} is 1912 in all versions 1.x; more does no harm. */
  private static final long HASHER_BYTES = 4096;

  private static final int PIECE = 64 << 10;
  private static final String NAMED = "wherry.blake3";
  private static final String SYSTEM = "libblake3.so.0";

  private static final Optional<Library> LIBRARY = find();

  private record Library(MethodHandle init, MethodHandle update, MethodHandle finish) {}

  private final Library library = LIBRARY.orElseThrow();
  private final MemorySegment hasher;
  private final MemorySegment scratch;

  NativeBlake3() {
    Arena arena = Arena.ofAuto(); // lives as long as this object
    hasher = arena.allocate(HASHER_BYTES, Long.BYTES);
    scratch = arena.allocate(PIECE, Long.BYTES);
    init();
  }

  /** Whether the library is on this machine. */
  static boolean isThere() {
    return LIBRARY.isPresent();
  }

  private static Optional<Library> find() {
    Path own = Path.of(System.getProperty("user.home", ""), ".cache/wherry/blake3/libblake3.so");
    String named = System.getProperty(NAMED, "");
    if (named.equals("none")) {
      return Optional.empty();
    }
    List<String> places =
        named.isEmpty() ? List.of(SYSTEM, own.toString()) : List.of(Path.of(named).toString());
    return places.stream().flatMap(place -> load(place).stream()).findFirst();
  }

  @SuppressWarnings("restricted") // the launcher grants native access
  private static Optional<Library> load(String place) {
    if (place.startsWith("/") && !Files.isRegularFile(Path.of(place))) {
      return Optional.empty();
    }
    try {
      SymbolLookup symbols = SymbolLookup.libraryLookup(place, Arena.global());
      var pointer = ValueLayout.ADDRESS;
      var size = ValueLayout.JAVA_LONG;
      return Optional.of(
          new Library(
              handle(symbols, "init", FunctionDescriptor.ofVoid(pointer)),
              handle(symbols, "update", FunctionDescriptor.ofVoid(pointer, pointer, size)),
              handle(symbols, "finalize", FunctionDescriptor.ofVoid(pointer, pointer, size))));
    } catch (IllegalArgumentException | java.util.NoSuchElementException _) {
      return Optional.empty(); // no such library, or another one of that name
    }
  }

  @SuppressWarnings("restricted") // the launcher grants native access
  private static MethodHandle handle(
      SymbolLookup symbols, String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker()
        .downcallHandle(symbols.find("blake3_hasher_" + name).orElseThrow(), descriptor);
  }

  private void init() {
    try {
      library.init.invokeExact(hasher);
    } catch (Throwable e) {
      throw defect(e);
    }
  }

  @Override
  public void update(MemorySegment bytes) {
    if (bytes.isNative()) {
      add(bytes, bytes.byteSize());
      return;
    }
    for (long at = 0; at < bytes.byteSize(); at += PIECE) {
      long length = Math.min(PIECE, bytes.byteSize() - at);
      MemorySegment.copy(bytes, at, scratch, 0, length);
      add(scratch, length);
    }
  }

  private void add(MemorySegment bytes, long length) {
    try {
      library.update.invokeExact(hasher, bytes, length);
    } catch (Throwable e) {
      throw defect(e);
    }
  }

  @Override
  public void finish(byte[] into, int at) {
    try {
      library.finish.invokeExact(hasher, scratch, (long) BYTES);
    } catch (Throwable e) {
      throw defect(e);
    }
    MemorySegment.copy(scratch, ValueLayout.JAVA_BYTE, 0, into, at, BYTES);
    init();
  }

  private static Defect defect(Throwable e) {
    return new Defect("Calling libblake3 failed.", e);
  }
}
