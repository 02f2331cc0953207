package io.wherry.apiserver.http.streams;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The body of an answer that grows over time. A client that takes nothing for too long is given up,
 * so that it holds no thread and no events for good. Nothing is buffered here.
 */
public final class PatientStream extends OutputStream {
  private final Response response;
  private final Duration patience;
  private boolean failed;

  /** Writes to the answer; {@code patience} bounds each write. */
  public PatientStream(Response response, Duration patience) {
    this.response = response;
    this.patience = patience;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    send(ByteBuffer.wrap(bytes, offset, length), Last.NO);
  }

  private enum Last {
    YES,
    NO
  }

  private void send(ByteBuffer bytes, Last last) throws IOException {
    Callback.Completable sent = new Callback.Completable();
    response.write(last == Last.YES, bytes, sent);
    failed = true;
    try {
      Void _ = sent.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      failed = false;
    } catch (TimeoutException e) {
      throw new IOException("The client has taken nothing for " + patience + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while sending.", e);
    } catch (ExecutionException e) {
      throw new IOException("The client has gone.", e);
    }
  }

  /** Sends the headers, if they have not left yet. */
  @Override
  public void flush() throws IOException {
    send(ByteBuffer.allocate(0), Last.NO);
  }

  @Override
  public void close() throws IOException {
    if (failed) {
      return; // whoever answers breaks the stream off, so that the client sees no regular end
    }
    send(ByteBuffer.allocate(0), Last.YES);
  }
}
