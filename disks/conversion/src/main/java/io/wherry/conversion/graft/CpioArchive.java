package io.wherry.conversion.graft;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a newc cpio archive, the format of an initramfs. Parents must come before children.
 *
 * <p>Owner is root and times are zero: the same content gives the same bytes.
 */
public final class CpioArchive implements AutoCloseable {
  private static final int ALIGN = 4;

  private final OutputStream out;
  private long position;
  private int inode = 1;

  public CpioArchive(OutputStream out) {
    this.out = out;
  }

  /** Adds a directory, for example {@code lib/modules}. */
  public void directory(String name) throws IOException {
    entry(name, 040755, new byte[0]);
  }

  /** Adds a file that everybody may read. */
  public void file(String name, byte[] content) throws IOException {
    entry(name, 0100644, content);
  }

  /** Adds a program. */
  public void program(String name, byte[] content) throws IOException {
    entry(name, 0100755, content);
  }

  /** Adds a symbolic link. */
  public void link(String name, String target) throws IOException {
    entry(name, 0120777, target.getBytes(StandardCharsets.UTF_8));
  }

  /** Ends the archive; the stream stays open. */
  @Override
  public void close() throws IOException {
    inode = 0;
    entry("TRAILER!!!", 0, new byte[0]);
    out.flush();
  }

  private void entry(String name, int mode, byte[] content) throws IOException {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    String header =
        "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X"
            .formatted(
                inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, nameBytes.length + 1, 0);
    inode++;
    put(header.getBytes(StandardCharsets.US_ASCII));
    put(nameBytes);
    put(new byte[1]);
    pad();
    put(content);
    pad();
  }

  private void put(byte[] bytes) throws IOException {
    out.write(bytes);
    position += bytes.length;
  }

  private void pad() throws IOException {
    int rest = (int) (position % ALIGN);
    if (rest != 0) {
      put(new byte[ALIGN - rest]);
    }
  }
}
