package io.wherry.blocks.http;

import io.wherry.blocks.ByteSource;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.WherryException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file on a web server, read by ranges over several connections. A failed request goes on where
 * it broke off; a file that changes meanwhile is noticed. Safe for several threads.
 *
 * @source inventory-and-providers.md section 3.5; RFC 9110 sections 13 and 14
 */
public final class HttpSource implements ByteSource {
  private static final int PART = 4 << 20;
  private static final int PROGRESS = 64 << 10;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18})");

  private final HttpCalls calls;
  private final URI uri;
  private final Representation found;
  private final Semaphore connections;

  private HttpSource(HttpCalls calls, URI uri, Representation found) {
    this.calls = calls;
    this.uri = uri;
    this.found = found;
    this.connections = new Semaphore(calls.options().connections());
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
        if (!Statuses.isPassing(answer.status())) {
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
    Matcher range = CONTENT_RANGE.matcher(answer.header("Content-Range"));
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
      insist(offset, into);
    } finally {
      connections.release();
    }
  }

  /** Asks again for what is missing until all is here or nothing comes any more. */
  private void insist(long offset, ByteBuffer into) {
    int start = into.position();
    int attempt = 1;
    while (into.hasRemaining()) {
      int before = into.position();
      Piece piece = new Piece(offset + before - start, into.remaining());
      Failure failure = attempt(piece, into);
      if (failure == null) {
        return;
      }
      attempt = into.position() - before >= PROGRESS ? 1 : attempt + 1;
      if (attempt > calls.options().attempts()) {
        throw new PeerUnavailable(
            "%s cannot be read at %d: %s".formatted(name(), piece.offset(), failure.reason()));
      }
      calls.pause(uri, attempt - 1, failure.asked());
    }
  }

  private record Piece(long offset, int length) {
    long last() {
      return offset + length - 1;
    }
  }

  /** A passing fault and how long the server wants to be left alone. */
  private record Failure(String reason, Duration asked) {}

  private @Nullable Failure attempt(Piece piece, ByteBuffer into) {
    Map<String, String> headers = new HashMap<>(found.conditions());
    headers.put("Range", "bytes=%d-%d".formatted(piece.offset(), piece.last()));
    try {
      // Only a body whose head is right may touch the buffer: what it brings stays, even if it
      // breaks off.
      HttpCalls.Answer answer =
          calls.once(
              new HttpCalls.Call("GET", uri, headers),
              (status, head) -> problem(piece, status, head).isEmpty(),
              into);
      if (Statuses.isPassing(answer.status())) {
        return new Failure("status " + answer.status(), Statuses.asked(answer));
      }
      if (answer.status() / 100 != 2) {
        throw Statuses.refusal(uri, answer);
      }
      Optional<WherryException> problem = problem(piece, answer.status(), answer.headers());
      if (problem.isPresent()) {
        throw problem.get();
      }
      return into.hasRemaining() ? new Failure("the body ends early", Duration.ZERO) : null;
    } catch (HttpCalls.TooMuch e) {
      throw lie(
          "sends more than the %d bytes asked for at %d".formatted(piece.length(), piece.offset()));
    } catch (IOException e) {
      return new Failure(String.valueOf(e.getMessage()), Duration.ZERO);
    }
  }

  private Optional<WherryException> problem(Piece piece, int status, HttpHeaders headers) {
    if (status / 100 == 2 && !found.isSame(headers)) {
      return Optional.of(Statuses.changed(uri));
    }
    Matcher range = CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    if (status != 206 || !range.matches() || range.group(1) == null) {
      return Optional.of(lie("answers a range with something else (status " + status + ")"));
    }
    if (Long.parseLong(range.group(3)) != size()) {
      return Optional.of(Statuses.changed(uri));
    }
    long first = Long.parseLong(range.group(1));
    long last = Long.parseLong(range.group(2));
    if (first != piece.offset() || last != piece.last()) {
      return Optional.of(
          lie(
              "was asked for the bytes %d-%d and sends %d-%d"
                  .formatted(piece.offset(), piece.last(), first, last)));
    }
    return Optional.empty();
  }

  private PeerRefused lie(String how) {
    return new PeerRefused(name() + " " + how + ". The server, or a proxy before it, is broken.");
  }

  @Override
  public void close() {
    calls.close();
  }
}
