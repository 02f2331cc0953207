package io.wherry.cli.screen;

import java.io.PrintStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Writes what a console sends to the terminal. */
public final class ConsoleOutput implements WebSocket.Listener {
  private final PrintStream out;
  private final CountDownLatch closed;

  /**
   * Writes to a stream.
   *
   * @param closed counted down when the console is gone
   */
  public ConsoleOutput(PrintStream out, CountDownLatch closed) {
    this.out = out;
    this.closed = closed;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return write(socket, bytes);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    return write(socket, data.toString().getBytes(StandardCharsets.UTF_8));
  }

  private @Nullable CompletionStage<?> write(WebSocket socket, byte[] bytes) {
    out.write(bytes, 0, bytes.length);
    out.flush();
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    closed.countDown();
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable problem) {
    closed.countDown();
  }
}
