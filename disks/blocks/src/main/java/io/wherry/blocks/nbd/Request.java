package io.wherry.blocks.nbd;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A request that waits for its answer. */
final class Request {
  /** Commands of the protocol. */
  enum Command {
    READ(0),
    WRITE(1),
    DISCONNECT(2),
    FLUSH(3),
    TRIM(4),
    WRITE_ZEROES(6),
    BLOCK_STATUS(7);

    final int code;

    Command(int code) {
      this.code = code;
    }
  }

  /** Receives the metadata of a block status: id of the context and pairs of length and flags. */
  interface Status {
    void take(int context, ByteBuffer pairs);
  }

  final Command command;
  final long offset;
  final long length;
  final @Nullable ByteBuffer into;
  final @Nullable Status status;
  private final CountDownLatch answered = new CountDownLatch(1);
  long received;
  int chunks;
  volatile int error;
  volatile String reason = "";
  volatile @Nullable Throwable broken;

  Request(
      Command command,
      long offset,
      long length,
      @Nullable ByteBuffer into,
      @Nullable Status status) {
    this.command = command;
    this.offset = offset;
    this.length = length;
    this.into = into;
    this.status = status;
  }

  void fail(int code, String why) {
    if (error == 0) {
      error = code == 0 ? 22 : code;
      reason = why;
    }
  }

  void end() {
    answered.countDown();
  }

  void breakOff(Throwable cause) {
    broken = cause;
    answered.countDown();
  }

  void await() throws InterruptedException {
    answered.await();
  }
}
