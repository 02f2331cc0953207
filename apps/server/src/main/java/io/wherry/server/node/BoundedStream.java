package io.wherry.server.node;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Passes on so many bytes and drops the rest. */
final class BoundedStream extends FilterOutputStream {
  private long left;

  BoundedStream(OutputStream out, long limit) {
    super(out);
    this.left = limit;
  }

  boolean isFull() {
    return left <= 0;
  }

  @Override
  public void write(int b) throws IOException {
    if (left > 0) {
      out.write(b);
      left--;
    }
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int n = (int) Math.min(left, length);
    if (n > 0) {
      out.write(bytes, from, n);
      left -= n;
    }
  }
}
