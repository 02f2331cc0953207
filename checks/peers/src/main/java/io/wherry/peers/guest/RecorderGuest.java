package io.wherry.peers.guest;

import io.wherry.peers.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A disk with a tiny guest that writes numbered, checksummed, chained records to it and to the
 * serial console, and rewrites and verifies memory. Needs the assembler of binutils; what the guest
 * does stands in {@code examples/counter/counter.S}.
 */
public final class RecorderGuest {
  /** Size of the disk in bytes. */
  public static final long DISK_BYTES = 2L << 20;

  /** Memory that the guest may not write to lies below this. */
  public static final long FIRST_PAGE_BYTES = 16L << 20;

  private static final int SETTINGS_OFFSET = 512;
  private static final byte[] SETTINGS = "SETTINGS".getBytes(StandardCharsets.US_ASCII);
  private static final long TOOL_SECONDS = 30;

  private RecorderGuest() {}

  /**
   * What the guest does per tick; there are 18.2 ticks in a second.
   *
   * @param pagesPerTick pages of 4 KiB that are rewritten
   * @param pages pages in use, in turn
   * @param slots records kept on the disk, a multiple of 64, at most 2048
   * @param ticksPerRecord 1 writes 18 records a second
   */
  public record Load(int pagesPerTick, int pages, int slots, int ticksPerRecord) {
    /** Records only. */
    public static final Load IDLE = new Load(0, 0, 1024, 1);

    /** Rewrites the memory given at the rate given. */
    public static Load dirtying(long bytesPerSecond, long workingSetBytes) {
      int perTick = (int) Math.max(1, Math.round(bytesPerSecond / 4096.0 / 18.2));
      return new Load(perTick, (int) (workingSetBytes / 4096), 1024, 1);
    }
  }

  /** First sector of the records on the disk. */
  static final int FIRST_SLOT = 64;

  /** Writes the guest's disk. Skips the test when there is no assembler. */
  public static Path disk(Path file, Load load) {
    Peers.need("as");
    Peers.need("ld");
    try {
      byte[] program = assemble();
      ByteBuffer settings =
          ByteBuffer.wrap(program, SETTINGS_OFFSET, 64).order(ByteOrder.LITTLE_ENDIAN);
      byte[] mark = new byte[SETTINGS.length];
      settings.get(mark);
      if (!java.util.Arrays.equals(mark, SETTINGS)) {
        throw new IllegalStateException("counter.S has its settings elsewhere");
      }
      settings.putInt(load.pagesPerTick()).putInt(load.pages()).putInt(load.slots());
      settings.putInt(FIRST_SLOT).putInt(load.ticksPerRecord());
      return Files.write(file, program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] assemble() throws IOException {
    Path binary = Files.createTempFile("recorder", ".img");
    try {
      Path script = Peers.root().resolve("examples/counter/make-counter.sh");
      run(List.of("bash", script.toString(), binary.toString()));
      return Files.readAllBytes(binary);
    } finally {
      boolean _ = Files.deleteIfExists(binary);
    }
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(command + ": " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(command + " was interrupted", e);
    }
  }
}
