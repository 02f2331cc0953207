package io.wherry.blocks.http;

import io.wherry.blocks.ByteSource;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;

/**
 * A file on a web server, read by ranges over several connections. A failed request goes on where
 * it broke off; a file that changes meanwhile is noticed. Safe for several threads.
 *
 * @source inventory-and-providers.md section 3.5; RFC 9110 sections 13 and 14
 */
public final class HttpSource implements ByteSource {
  private static final int PART = 4 << 20;
  private final HttpCalls calls;
  private final URI uri;
  private final Representation found;
  private final Semaphore connections;
  private final Ranges ranges;

  private HttpSource(HttpCalls calls, URI uri, Representation found) {
    this.calls = calls;
    this.uri = uri;
    this.found = found;
    this.connections = new Semaphore(calls.options().connections());
    this.ranges = new Ranges(calls, uri, found);
  }

  /**
   * Asks for the first byte, which tells size and version. Blocks.
   *
   * @throws InvalidRequest there is no such file
   * @throws PeerRefused the server refuses access or serves no ranges
   * @throws PeerUnavailable nobody answers
   */
  public static HttpSource open(HttpAddress address, HttpOptions options) {
    HttpOptions used = address.credentials().map(options::withSigner).orElse(options);
    HttpCalls calls = new HttpCalls(used);
    try {
      return new HttpSource(calls, address.uri(), first(calls, address.uri()));
    } catch (RuntimeException e) {
      calls.close();
      throw e;
    }
  }

  private static Representation first(HttpCalls calls, URI uri) {
    String reason = "";
    for (int attempt = 1; attempt <= calls.options().attempts(); attempt++) {
      Duration asked = Duration.ZERO;
      try {
        var call = new HttpCalls.Call("GET", uri, Map.of("Range", "bytes=0-0"));
        HttpCalls.Answer answer =
            calls.once(call, (status, _) -> status == 206, ByteBuffer.allocate(1));
        if (!calls.isPassing(answer)) {
          return describe(uri, answer);
        }
        reason = "status " + answer.status();
        asked = Statuses.asked(answer);
      } catch (HttpCalls.TooMuch e) {
        throw noRanges(uri);
      } catch (IOException e) {
        reason = String.valueOf(e.getMessage());
      }
      if (attempt < calls.options().attempts()) {
        calls.pause(uri, attempt, asked);
      }
    }
    throw new PeerUnavailable(HttpAddress.shown(uri) + " cannot be opened: " + reason);
  }

  private static Representation describe(URI uri, HttpCalls.Answer answer) {
    Matcher range = Ranges.CONTENT_RANGE.matcher(answer.header("Content-Range"));
    boolean known = range.matches();
    if (answer.status() == 206 && known && "0".equals(range.group(1))) {
      return Representation.of(Long.parseLong(range.group(3)), answer);
    }
    boolean empty =
        answer.status() == 416 && known && "0".equals(range.group(3))
            || answer.status() == 200 && "0".equals(answer.header("Content-Length"));
    if (empty) {
      return Representation.of(0, answer);
    }
    if (answer.status() / 100 == 2) {
      throw noRanges(uri);
    }
    throw Statuses.refusal(uri, answer);
  }

  private static PeerRefused noRanges(URI uri) {
    return new PeerRefused(
        HttpAddress.shown(uri)
            + " is served without ranges, so that a copy could not go on after a fault. Put it on a server with ranges, or download it first.");
  }

  @Override
  public long size() {
    return found.size();
  }

  @Override
  public String version() {
    return found.version();
  }

  @Override
  public String name() {
    return HttpAddress.shown(uri);
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    if (offset < 0 || into.remaining() > size() - offset) {
      throw new InvalidRequest(
          "%s: %d bytes at %d are behind the end at %d."
              .formatted(name(), into.remaining(), offset, size()));
    }
    int parts = Math.min(calls.options().connections(), into.remaining() / PART);
    if (parts > 1) {
      inParts(offset, into, parts);
    } else if (into.hasRemaining()) {
      part(offset, into);
    }
  }

  private void inParts(long offset, ByteBuffer into, int parts) {
    int each = Math.ceilDiv(into.remaining(), parts);
    List<Future<?>> running = new ArrayList<>();
    // Closing waits for all: nobody fills the buffer after this returns.
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int at = 0; at < into.remaining(); at += each) {
        int n = Math.min(each, into.remaining() - at);
        ByteBuffer slice = into.slice(into.position() + at, n);
        long from = offset + at;
        running.add(threads.submit(() -> part(from, slice)));
      }
    }
    for (Future<?> one : running) {
      join(one);
    }
    into.position(into.limit());
  }

  private void join(Future<?> one) {
    try {
      Object _ = one.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new io.wherry.problems.Defect("reading " + name() + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerUnavailable("Interrupted while " + name() + " was read.", e);
    }
  }

  private void part(long offset, ByteBuffer into) {
    connections.acquireUninterruptibly();
    try {
      ranges.read(offset, into);
    } finally {
      connections.release();
    }
  }

  @Override
  public void close() {
    calls.close();
  }
}
