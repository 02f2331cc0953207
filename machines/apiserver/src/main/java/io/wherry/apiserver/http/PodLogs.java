package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.PodLogSource;
import io.wherry.apiserver.PodLogSource.Follow;
import io.wherry.apiserver.PodLogSource.Query;
import io.wherry.apiserver.PodLogSource.Timestamps;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** {@code …/pods/NAME/log}. */
final class PodLogs {
  private final PodLogSource source;
  private final Clock clock;

  PodLogs(PodLogSource source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  void handle(Exchange exchange, ObjectNode pod) throws IOException {
    if (!exchange.method().equals("GET")) {
      throw ApiFailure.methodNotAllowed();
    }
    if (exchange.flag("previous")) {
      throw ApiFailure.badRequest(
          "previous terminated container \"%s\" in pod \"%s\" not found"
              .formatted(
                  pod.at("/spec/containers/0/name").asText(), pod.at("/metadata/name").asText()));
    }
    if (pod.at("/spec/nodeName").asText().isEmpty()) {
      Replies.text(exchange, 200, ""); // nobody runs it yet
      return;
    }
    Query query =
        new Query(
            exchange.parameter("container"),
            exchange.flag("follow") ? Follow.YES : Follow.NO,
            exchange.number("tailLines"),
            exchange.number("limitBytes"),
            since(exchange),
            exchange.flag("timestamps") ? Timestamps.YES : Timestamps.NO);
    Thread reader = Thread.currentThread();
    exchange.onClientGone(reader::interrupt);
    try (LazyStream out = new LazyStream(exchange)) {
      source.copy(pod, query, out);
      out.flush(); // an empty log is an answer too
    }
  }

  private Optional<Instant> since(Exchange exchange) {
    OptionalLong seconds = exchange.number("sinceSeconds");
    if (seconds.isPresent()) {
      return Optional.of(clock.instant().minusSeconds(seconds.getAsLong()));
    }
    String time = exchange.parameter("sinceTime");
    try {
      return time.isEmpty()
          ? Optional.empty()
          : Optional.of(OffsetDateTime.parse(time).toInstant());
    } catch (DateTimeException e) {
      throw ApiFailure.badRequest("sinceTime: Invalid value: \"" + time + "\": not RFC 3339");
    }
  }

  /** Sends the headers with the first byte, so that a failure before it is still a Status. */
  private static final class LazyStream extends OutputStream {
    private final Exchange exchange;
    private @Nullable OutputStream open;

    LazyStream(Exchange exchange) {
      this.exchange = exchange;
    }

    private OutputStream opened() throws IOException {
      OutputStream out = open;
      if (out == null) {
        out = exchange.stream(200, "text/plain");
        open = out;
      }
      return out;
    }

    @Override
    public void write(int b) throws IOException {
      opened().write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      opened().write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      opened().flush();
    }

    @Override
    public void close() throws IOException {
      OutputStream out = open;
      if (out != null) {
        out.close();
      }
    }
  }
}
