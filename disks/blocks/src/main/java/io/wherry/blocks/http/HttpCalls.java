package io.wherry.blocks.http;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes requests of one server: bounded answers, a limit on silence, redirects only to where it is
 * not less safe. Safe for several threads.
 */
public final class HttpCalls implements AutoCloseable {
  private static final int MOST_HOPS = 5;
  private static final int MOST_WORDS = 4096;
  private static final Duration CONNECT = Duration.ofSeconds(20);

  private final HttpClient client;
  private final HttpOptions options;

  /**
   * A request.
   *
   * @param headers besides the credentials
   */
  public record Call(String method, URI uri, Map<String, String> headers) {
    private Call to(URI other) {
      return new Call(method, other, headers);
    }
  }

  /** Looks at the head of an answer before a byte of its body is taken. */
  @FunctionalInterface
  public interface Gate {
    /** Whether the body may go into the buffer; else its beginning is kept as words. */
    boolean opens(int status, HttpHeaders headers);
  }

  /**
   * What came back.
   *
   * @param from who answered in the end
   * @param words the beginning of a body that did not go into the buffer
   */
  public record Answer(int status, HttpHeaders headers, URI from, String words) {
    /** A header's value, or nothing. */
    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  /** The body holds more than was asked for. */
  static final class TooMuch extends IOException {
    private static final long serialVersionUID = 1L;

    TooMuch() {
      super("the body is longer than it may be");
    }
  }

  public HttpCalls(HttpOptions options) {
    this.options = options;
    // HTTP/2 would put all requests on one connection, and per-connection limits are common.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .sslContext(options.trust().context())
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  /**
   * Makes one request, following redirects. The position of the buffer tells how much of the body
   * arrived, even when this throws. Blocks.
   *
   * @param into for the body, where the gate opens
   * @throws IOException the connection failed, or nothing came for too long
   * @throws PeerRefused a redirect is refused, or TLS fails
   */
  public Answer once(Call call, Gate gate, ByteBuffer into) throws IOException {
    return follow(call, gate, Body.into(into));
  }

  /**
   * Fetches a small document, trying again after passing faults. Blocks.
   *
   * @param most bytes it may have
   * @return empty when it is longer than that
   * @throws io.wherry.problems.WherryException the server refuses, or is not there
   */
  public Optional<byte[]> document(Call call, int most) {
    String reason = "";
    for (int attempt = 1; attempt <= options.attempts(); attempt++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Duration asked = Duration.ZERO;
      try {
        Answer answer = follow(call, (status, _) -> status / 100 == 2, Body.into(bytes, most));
        if (answer.status() / 100 == 2) {
          return Optional.of(bytes.toByteArray());
        }
        if (!isPassing(answer)) {
          throw Statuses.refusal(call.uri(), answer);
        }
        reason = "status " + answer.status();
        asked = Statuses.asked(answer);
      } catch (TooMuch _) {
        return Optional.empty();
      } catch (IOException e) {
        reason = String.valueOf(e.getMessage());
      }
      if (attempt < options.attempts()) {
        pause(call.uri(), attempt, asked);
      }
    }
    throw new PeerUnavailable(HttpAddress.shown(call.uri()) + " cannot be fetched: " + reason);
  }

  /**
   * What a server answered to a document.
   *
   * @param body whole, whatever the status
   */
  public record Reply(int status, HttpHeaders headers, byte[] body) {}

  /**
   * Sends a document to this very server by POST, once; see {@link #send}.
   *
   * @param most bytes the answer may have
   */
  public Reply post(URI uri, Map<String, String> headers, byte[] document, int most)
      throws IOException {
    return send(new Call("POST", uri, headers), document, most);
  }

  /**
   * Sends a document to this very server, once: no redirect is followed, nothing is sent again.
   * Blocks.
   *
   * @param document empty for methods without one
   * @param most bytes the answer may have
   * @throws IOException the connection failed, nothing came for too long, or the answer is too long
   * @throws PeerRefused TLS fails
   */
  public Reply send(Call call, byte[] document, int most) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Body body = new Body(Body.into(bytes, most));
    HttpRequest.BodyPublisher content =
        document.length == 0
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(document);
    HttpRequest request = signed(call, options.signer(), content);
    HttpResponse<Body.End> response = send(client.sendAsync(request, _ -> body), body, call.uri());
    if (response.body() == Body.End.TOO_MUCH) {
      throw new TooMuch();
    }
    return new Reply(response.statusCode(), response.headers(), bytes.toByteArray());
  }

  private Answer follow(Call call, Gate gate, Body.Sink into) throws IOException {
    Call current = call;
    for (int hop = 0; hop <= MOST_HOPS; hop++) {
      boolean own = Redirects.isSameHost(call.uri(), current.uri());
      Answer answer =
          one(
              signed(
                  current,
                  own ? options.signer() : RequestSigner.none(),
                  HttpRequest.BodyPublishers.noBody()),
              gate,
              into);
      boolean redirect =
          answer.status() / 100 == 3 && answer.headers().firstValue("Location").isPresent();
      if (!redirect) {
        return answer;
      }
      current = current.to(Redirects.target(current.uri(), answer.header("Location")));
    }
    throw new PeerRefused(HttpAddress.shown(call.uri()) + " redirects without end.");
  }

  private static HttpRequest signed(
      Call call, RequestSigner signer, HttpRequest.BodyPublisher body) {
    Map<String, String> headers = new HashMap<>(call.headers());
    headers.put("Accept-Encoding", "identity");
    headers.putAll(signer.headers(call.method(), call.uri(), Map.copyOf(headers)));
    HttpRequest.Builder request = HttpRequest.newBuilder(call.uri()).method(call.method(), body);
    headers.forEach((name, value) -> add(request, name, value));
    return request.build();
  }

  private static void add(HttpRequest.Builder request, String name, String value) {
    try {
      HttpRequest.Builder _ = request.header(name, value);
    } catch (IllegalArgumentException _) {
      // Its message would show the value, which may be a password.
      throw new InvalidRequest(
          "The header "
              + name
              + " would hold characters that no header may; check the credentials.");
    }
  }

  private Answer one(HttpRequest request, Gate gate, Body.Sink into) throws IOException {
    ByteBuffer words = ByteBuffer.allocate(MOST_WORDS);
    Body good = new Body(into);
    Body bad = new Body(Body.into(words));
    HttpResponse.BodyHandler<Body.End> choice =
        info -> gate.opens(info.statusCode(), info.headers()) ? good : bad;
    HttpResponse<Body.End> response = send(client.sendAsync(request, choice), good, request.uri());
    bad.abandon();
    if (good.isUsed() && response.body() == Body.End.TOO_MUCH) {
      throw new TooMuch();
    }
    String text = StandardCharsets.UTF_8.decode(words.flip()).toString();
    return new Answer(response.statusCode(), response.headers(), request.uri(), text);
  }

  private HttpResponse<Body.End> send(
      CompletableFuture<HttpResponse<Body.End>> answer, Body body, URI uri) throws IOException {
    long before = 0;
    try {
      while (true) {
        try {
          return answer.get(options.stall().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (body.received() <= before) {
            throw new IOException("nothing came for " + options.stall().toMillis() + " ms", e);
          }
          before = body.received();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(uri, e);
    } catch (ExecutionException e) {
      throw failure(uri, e.getCause() == null ? e : e.getCause());
    } finally {
      body.abandon();
      boolean _ = answer.cancel(true);
    }
  }

  private static IOException failure(URI uri, Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof javax.net.ssl.SSLHandshakeException) {
        throw new PeerRefused(
            "%s: TLS failed: %s. Check the server's certificate, its name and the trusted CA."
                .formatted(HttpAddress.shown(uri), t.getMessage()),
            cause);
      }
    }
    String message = cause.getMessage();
    return new IOException(message == null ? cause.getClass().getSimpleName() : message, cause);
  }

  private static PeerUnavailable interrupted(URI uri, InterruptedException e) {
    return new PeerUnavailable("Interrupted while " + HttpAddress.shown(uri) + " was asked.", e);
  }

  /** Whether the same request may succeed later: the fault passes, or the login was renewed. */
  boolean isPassing(Answer answer) {
    return Statuses.isPassing(answer.status())
        || ((answer.status() == 401 || answer.status() == 403) && options.signer().renewed());
  }

  /** Waits before an attempt; the interval doubles, and a server may ask for more. */
  void pause(URI uri, int attempt, Duration asked) {
    long back = options.firstRetry().toMillis() << Math.min(10, Math.max(0, attempt - 1));
    long millis = Math.max(Math.min(back, 10_000), Math.min(asked.toMillis(), 30_000));
    try {
      boolean _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(uri, e);
    }
  }

  HttpOptions options() {
    return options;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
