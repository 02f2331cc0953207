package io.wherry.blocks.http;

import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.WherryException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fetches ranges of one file and believes no answer that is not exactly about them. */
final class Ranges {
  static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18})");
  private static final int PROGRESS = 64 << 10;

  private final HttpCalls calls;
  private final URI uri;
  private final Representation found;

  Ranges(HttpCalls calls, URI uri, Representation found) {
    this.calls = calls;
    this.uri = uri;
    this.found = found;
  }

  /** Asks again for what is missing until all is here or nothing comes any more. */
  void read(long offset, ByteBuffer into) {
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
            "%s cannot be read at %d: %s"
                .formatted(HttpAddress.shown(uri), piece.offset(), failure.reason()));
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
      if (calls.isPassing(answer)) {
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
    if (Long.parseLong(range.group(3)) != found.size()) {
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
    return new PeerRefused(
        HttpAddress.shown(uri) + " " + how + ". The server, or a proxy before it, is broken.");
  }
}
