package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.http.streams.PatientStream;
import io.wherry.apiserver.security.User;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Fields;

/** One request and its answer, blocking: each runs on a virtual thread of its own. */
final class Exchange {
  /** Upstream's limit for a request body: an object and its last applied form. */
  static final int BODY_LIMIT = 3 * 1024 * 1024;

  private static final long DRAINED = 8L * BODY_LIMIT;

  private final Request request;
  private final Response response;
  private final User user;
  private final Map<String, List<String>> query = new LinkedHashMap<>();

  Exchange(Request request, Response response, User user) {
    this.request = request;
    this.response = response;
    this.user = user;
    try {
      Fields fields = Request.extractQueryParameters(request);
      fields.forEach(f -> query.put(f.getName(), f.getValues()));
    } catch (RuntimeException e) {
      throw ApiFailure.badRequest("the query of the request cannot be decoded");
    }
  }

  /** For telling about a request that did not even get here: its query is not looked at. */
  static Exchange ofFailed(Request request, Response response) {
    return new Exchange(request, response);
  }

  private Exchange(Request request, Response response) {
    this.request = request;
    this.response = response;
    this.user = User.ANONYMOUS;
  }

  String method() {
    return request.getMethod();
  }

  String path() {
    return Request.getPathInContext(request);
  }

  User user() {
    return user;
  }

  Map<String, List<String>> query() {
    return query;
  }

  /** First value, or empty. */
  String parameter(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.getFirst();
  }

  /** True for {@code 1} and {@code true}. */
  boolean flag(String name) {
    String value = parameter(name);
    return value.equals("true") || value.equals("1");
  }

  /** A number that is not negative. @throws ApiFailure 400 */
  OptionalLong number(String name) {
    String value = parameter(name);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!value.matches("\\d{1,18}")) {
      throw ApiFailure.badRequest(
          "the parameter "
              + name
              + " must be a number that is not negative, not \""
              + value
              + "\"");
    }
    return OptionalLong.of(Long.parseLong(value));
  }

  String header(String name) {
    String value = request.getHeaders().get(name);
    return value == null ? "" : value;
  }

  /** All values of the header, joined by commas. */
  String headers(String name) {
    return String.join(",", request.getHeaders().getValuesList(name));
  }

  boolean isWebSocketUpgrade() {
    return header("Upgrade").equalsIgnoreCase("websocket")
        || (method().equals("CONNECT") && header("Sec-WebSocket-Version").equals("13"));
  }

  /** The bounded body. @throws ApiFailure 413 */
  byte[] body() throws IOException {
    InputStream in = Content.Source.asInputStream(request); // not closed: the rest is discarded
    byte[] body = in.readNBytes(BODY_LIMIT + 1);
    if (body.length > BODY_LIMIT) {
      throw ApiFailure.tooLarge(BODY_LIMIT);
    }
    return body;
  }

  /**
   * Takes what the client still sends and keeps nothing: an answer before the end of the body
   * resets an HTTP/2 stream, and many clients then report the reset instead of the answer.
   */
  void discardBody() {
    try (InputStream in = Content.Source.asInputStream(request)) {
      long _ = in.skip(DRAINED);
    } catch (IOException _) {
      // the client has gone or its body is broken: the answer is tried all the same
    }
  }

  /** Adds a header to the answer. */
  void addHeader(String name, String value) {
    response.getHeaders().add(new HttpField(name, value));
  }

  /** A complete answer. */
  void send(int code, String contentType, byte[] body) throws IOException {
    response.setStatus(code);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    boolean headOnly = method().equals("HEAD");
    try (Blocker.Callback blocker = Blocker.callback()) {
      response.write(true, headOnly ? null : ByteBuffer.wrap(body), blocker);
      blocker.block();
    }
  }

  /** A streamed answer; the headers leave at once. */
  OutputStream stream(int code, String contentType) throws IOException {
    response.setStatus(code);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    OutputStream out = Content.Sink.asOutputStream(response);
    out.flush();
    return out;
  }

  /** As {@link #stream}, giving up a client that takes nothing for that long. */
  OutputStream stream(int code, String contentType, Duration patience) throws IOException {
    response.setStatus(code);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    PatientStream out = new PatientStream(response, patience);
    out.flush();
    return out;
  }

  boolean isCommitted() {
    return response.isCommitted();
  }

  /** Calls back when the client has gone before the answer was complete. */
  void onClientGone(Runnable action) {
    request.addFailureListener(_ -> action.run());
  }

  Request request() {
    return request;
  }

  Response response() {
    return response;
  }
}
