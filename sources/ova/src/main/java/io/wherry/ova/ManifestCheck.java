package io.wherry.ova;

import io.wherry.problems.Cancelled;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.IntegrityCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/** Compares a file of an appliance with the digest its manifest states. */
record ManifestCheck(Region region, Manifest.Digest expected) implements IntegrityCheck {
  private static final int STEP = 1 << 20;

  @Override
  public String name() {
    return expected.algorithm() + " of " + region.label();
  }

  @Override
  public void verify(LongConsumer bytesDone) {
    MessageDigest digest = Digests.of(expected.algorithm());
    try (FileChannel channel = FileChannel.open(region.file(), StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(STEP);
      long done = 0;
      while (done < region.size()) {
        done += next(channel, buffer, done);
        digest.update(buffer);
        bytesDone.accept(done);
      }
    } catch (IOException e) {
      throw Thread.currentThread().isInterrupted()
          ? new Cancelled("Checking " + region.label() + " was cancelled.", e)
          : new PeerUnavailable(region.label() + " cannot be read: " + e.getMessage(), e);
    }
    compare(Digests.hex(digest.digest()));
  }

  private int next(FileChannel channel, ByteBuffer buffer, long done) throws IOException {
    buffer.clear().limit((int) Math.min(STEP, region.size() - done));
    int read = channel.read(buffer, region.offset() + done);
    if (read < 0) {
      throw new IOException("the file became shorter");
    }
    buffer.flip();
    return read;
  }

  /** Checks a digest that was computed elsewhere. */
  void compare(String actual) {
    if (!actual.equals(expected.hex())) {
      throw new InvalidRequest(
          "%s was damaged or changed after the export: its manifest states %s %s, it is %s. Copy or export the appliance again."
              .formatted(region.label(), expected.algorithm(), expected.hex(), actual));
    }
  }
}
